import { startJobs } from '@hms/service-kit/jobs';
import { createLogger } from '@hms/service-kit/logger';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import { openDatabase } from '@hms/service-kit/postgres';
import { databaseSettings } from '@hms/service-kit/postgres-connection';
import { main, migrationFolders, runService } from '@hms/service-kit/service';
import { storeFirst } from '@hms/service-kit/store-first';
import { createApp } from './app';
import { billingClient } from './billing-client';
import { loadConfig } from './config';
import { constraintProblems } from './payment-store';
import { nightlyReconciliation, planNightly } from './reconciliation/nightly';
import { receivedPayments } from './reconciliation/received-payments';
import { refundSettlement } from './refunds/refund-payment';
import { paymentSettlement } from './settle-payment';

main(async () => {
  const config = loadConfig();
  const log = createLogger('payment-service', config.LOG_LEVEL);
  const db = openDatabase(databaseSettings(config), log, constraintProblems);
  const lifecycle = { schemaInPlace: false, stopping: false };
  const limit = config.NEIGHBOUR_TIMEOUT_MS;
  const neighbourhood = openNeighbourhood(limit, log);
  const billing = billingClient(neighbourhood, config.BILLING_SERVICE_URL);
  const settlement = storeFirst(db, log, paymentSettlement(db, billing, limit));
  const refunding = storeFirst(db, log, refundSettlement(db, billing, limit));
  const received = receivedPayments(neighbourhood, config.BILLING_SERVICE_URL);
  const tasks = [settlement.task, refunding.task, nightlyReconciliation(db, received, log)];
  const issuer = { name: config.HMS_HOSPITAL_NAME, address: config.HMS_HOSPITAL_ADDRESS };
  const currency = config.HMS_CURRENCY;
  await runService({
    app: createApp({
      db,
      log,
      lifecycle,
      neighbourhood,
      billing,
      settlement,
      refundSettlement: refunding,
      currency,
      issuer,
    }),
    db,
    log,
    lifecycle,
    config,
    migrations: migrationFolders('payment-service', __dirname),
    startJobs: async () => {
      const jobs = startJobs(db, tasks, log);
      await planNightly(db);
      return jobs;
    },
  });
});
