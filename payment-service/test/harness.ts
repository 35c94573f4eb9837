import { randomUUID } from 'node:crypto';
import { startJobs } from '@hms/service-kit/jobs';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import { openDatabase, type Database } from '@hms/service-kit/postgres';
import { storeFirst } from '@hms/service-kit/store-first';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { serve, type ServedApp } from '@hms/service-kit/testing/service';
import { answers, startStubNeighbour, type StubNeighbour } from '@hms/service-kit/testing/stub-neighbour';
import { createApp } from '../src/app';
import { billingClient } from '../src/billing-client';
import { constraintProblems } from '../src/payment-store';
import { refundSettlement } from '../src/refunds/refund-payment';
import { paymentSettlement } from '../src/settle-payment';

export const patientId = randomUUID();
export const billId = randomUUID();

/** As billing-service answers for a bill; and for a deposit. */
export const applies = (depositedAmount = 0) => answers(201, { id: billId, patientId, payment: { depositedAmount } });
export const holds = (depositedAmount: number) => answers(200, { patientId, depositedAmount });

const timeLimitMs = 2000;

export interface Harness {
  served: ServedApp;
  db: Database;
  billing: StubNeighbour;
  logged: () => string;
  /** Starts what settles waiting payments and refunds; without it, they stay as a process that died leaves them. */
  startWorker: () => Promise<void>;
  take: (payment?: object, key?: string) => ReturnType<ServedApp['api']['post']>;
  /** The same without an Idempotency-Key. */
  takeUnkeyed: (payment?: object) => ReturnType<ServedApp['api']['post']>;
  read: (address: string) => ReturnType<ServedApp['api']['get']>;
}

/** @param timeZone the hospital's */
export const startPaymentService = async (timeZone = 'UTC'): Promise<Harness> => {
  const { log, text } = captureLogs();
  const billing = await startStubNeighbour(applies());
  const settings = await createTestDatabase('payment-service');
  const db = openDatabase({ ...settings, timeZone }, log, constraintProblems);
  atEnd(() => db.close());
  // what one test has billing-service do must not keep the next from asking it
  const neighbourhood = openNeighbourhood(timeLimitMs, log, Infinity);
  const client = billingClient(neighbourhood, billing.url);
  const settlement = storeFirst(db, log, paymentSettlement(db, client, timeLimitMs));
  const refunding = storeFirst(db, log, refundSettlement(db, client, timeLimitMs));
  const lifecycle = { schemaInPlace: true, stopping: false };
  const served = await serve(
    createApp({
      db,
      log,
      lifecycle,
      neighbourhood,
      billing: client,
      settlement,
      refundSettlement: refunding,
      currency: 'USD',
      issuer: { name: '', address: '' },
    }),
  );
  const takeUnkeyed = (payment: object = {}) =>
    served.api.post('/payments').send({ billId, amount: 25.5, method: 'cash', ...payment });
  return {
    served,
    db,
    billing,
    logged: text,
    startWorker: async () => {
      const jobs = startJobs(db, [settlement.task, refunding.task], log);
      atEnd(() => jobs.stop());
    },
    take: (payment, key = randomUUID()) => takeUnkeyed(payment).set('Idempotency-Key', key),
    takeUnkeyed,
    read: (address) => served.api.get(address),
  };
};
