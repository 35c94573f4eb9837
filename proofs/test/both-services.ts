import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Database } from '@hms/service-kit/database';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { startForTest, type Api } from '@hms/service-kit/testing/service';
import { service as billingService } from '../../billing-service/src/service';
import { service as paymentService } from '../../payment-service/src/service';
import { recompute, type Fault } from '../money/recompute';

/** A line between two services, on which answers can get lost: then the work is done, and nobody hears of it. */
const startLine = async (to: string) => {
  const line = { url: '', losesAnswers: false };
  const server = createServer((request, response) => {
    const forward = async (body: string) => {
      const sent = ['content-type', 'idempotency-key', 'authorization', 'x-acting-for'];
      const headers = Object.fromEntries(
        sent.flatMap((name) => (typeof request.headers[name] === 'string' ? [[name, request.headers[name]]] : [])),
      );
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
  settle: Record<'payment' | 'refund' | 'approved refund', (id: string) => Promise<unknown>>;
  /** What does not agree in the two databases. */
  faults: () => Promise<Fault[]>;
}

/** payment-service and billing-service themselves, each on a database of its own. */
export const startBothServices = async (environment: Record<string, string> = {}): Promise<BothServices> => {
  const billing = await startForTest(billingService, { environment });
  const line = await startLine(billing.served.url);
  const payment = await startForTest(paymentService, {
    environment: { BILLING_SERVICE_URL: line.url, ...environment },
  });
  return {
    billing: billing.served.api,
    payment: payment.served.api,
    databases: { billing: billing.db, payment: payment.db },
    line,
    settle: {
      payment: (id) => payment.attempt('settle-payment', id),
      refund: (id) => payment.attempt('settle-refund', id),
      'approved refund': (id) => payment.attempt('settle-approved-refund', id),
    },
    faults: () =>
      recompute(
        (sql) => billing.db.query(sql),
        (sql) => payment.db.query(sql),
      ),
  };
};
