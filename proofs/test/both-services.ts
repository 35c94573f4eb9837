import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openPapers } from '@hms/papers/papers';
import type { Database } from '@hms/service-kit/postgres';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import { storeFirst } from '@hms/service-kit/store-first';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { serve, type Api } from '@hms/service-kit/testing/service';
import { createApp as createBilling } from '../../billing-service/src/app';
import { constraintProblems as billingProblems } from '../../billing-service/src/ledger/ledger-store';
import { createApp as createPayment } from '../../payment-service/src/app';
import { billingClient } from '../../payment-service/src/billing-client';
import { constraintProblems as paymentProblems } from '../../payment-service/src/payment-store';
import { refundSettlement } from '../../payment-service/src/refunds/refund-payment';
import { paymentSettlement } from '../../payment-service/src/settle-payment';
import { recompute, type Fault } from '../money/recompute';

const timeLimitMs = 3000;

/** A line between two services, on which answers can get lost: then the work is done, and nobody hears of it. */
const startLine = async (to: string) => {
  const line = { url: '', losesAnswers: false };
  const server = createServer((request, response) => {
    const forward = async (body: string) => {
      const key = String(request.headers['idempotency-key']);
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      const answer = await fetch(`${to}${request.url}`, { method: 'POST', headers, body });
      const text = await answer.text();
      if (line.losesAnswers) response.destroy();
      else response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text);
    };
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => void forward(body).catch(() => response.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  line.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return line;
};

export interface BothServices {
  billing: Api;
  payment: Api;
  databases: { billing: Database; payment: Database };
  line: { losesAnswers: boolean };
  /** What the job of a waiting payment or refund does. */
  settle: Record<'payment' | 'refund', (id: string) => Promise<unknown>>;
  /** What does not agree in the two databases. */
  faults: () => Promise<Fault[]>;
}

/** payment-service and billing-service themselves, each on a database of its own. */
export const startBothServices = async (): Promise<BothServices> => {
  const { log } = captureLogs();
  const papers = openPapers({ HMS_HOSPITAL_NAME: '', HMS_HOSPITAL_ADDRESS: '', PAPERS_DIR: '' });
  const lifecycle = { schemaInPlace: true, stopping: false };
  const billingDb = await openTestDatabase('billing-service', log, billingProblems);
  const billing = await serve(createBilling({ db: billingDb, log, lifecycle, currency: 'USD', papers }));
  const line = await startLine(billing.url);

  const db = await openTestDatabase('payment-service', log, paymentProblems);
  const client = billingClient(openNeighbourhood(timeLimitMs, log, Infinity), line.url);
  const settlement = storeFirst(db, log, paymentSettlement(db, client, timeLimitMs));
  const refunding = storeFirst(db, log, refundSettlement(db, client, timeLimitMs));
  const payment = await serve(
    createPayment({
      db,
      log,
      lifecycle,
      billing: client,
      settlement,
      refundSettlement: refunding,
      currency: 'USD',
      papers,
    }),
  );
  return {
    billing: billing.api,
    payment: payment.api,
    databases: { billing: billingDb, payment: db },
    line,
    settle: { payment: (id) => settlement.task.attempt(id), refund: (id) => refunding.task.attempt(id) },
    faults: () =>
      recompute(
        (sql) => billingDb.query(sql),
        (sql) => db.query(sql),
      ),
  };
};
