import { createLogger } from '@hms/service-kit/logger';
import { openDatabase } from '@hms/service-kit/postgres';
import { databaseSettings } from '@hms/service-kit/postgres-connection';
import { main, migrationFolders, runService } from '@hms/service-kit/service';
import { createApp } from './app';
import { loadConfig } from './config';
import { constraintProblems } from './ledger/ledger-store';

main(async () => {
  const config = loadConfig();
  const log = createLogger('billing-service', config.LOG_LEVEL);
  const db = openDatabase(databaseSettings(config), log, constraintProblems);
  const lifecycle = { schemaInPlace: false, stopping: false };
  const issuer = { name: config.HMS_HOSPITAL_NAME, address: config.HMS_HOSPITAL_ADDRESS };
  const app = createApp({ db, log, lifecycle, currency: config.HMS_CURRENCY, issuer });
  const migrations = migrationFolders('billing-service', __dirname, ['money']);
  await runService({ app, db, log, lifecycle, config, migrations });
});
