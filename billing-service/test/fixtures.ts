import { randomUUID } from 'node:crypto';
import { startForTest, type ServedApp, type TestedService } from '@hms/service-kit/testing/service';
import type { BillStatus } from '../src/bill';
import { service } from '../src/service';

export const patientId = randomUUID();

export interface Bill {
  id: string;
  number: string;
  status: BillStatus;
}

export interface Fixture extends TestedService {
  issue: (bill?: object) => Promise<Bill>;
  command: (id: string, name: string, body?: object) => ReturnType<ServedApp['api']['post']>;
  pay: (billId: string, amount: number, more?: object) => ReturnType<ServedApp['api']['post']>;
  deposit: (more?: object) => ReturnType<ServedApp['api']['post']>;
  /** Holds the ledger against itself, and everything against the ledger. */
  proof: () => Promise<Record<string, unknown>>;
}

/**
 * Returns a statement that writes bills as no caller can, such as a month ago, each with its entries if it is issued, and that
 * returns them.
 * @param insert into bills, with the numbers that it gives
 */
export const withEntries = (insert: string): string =>
  `with written as (${insert} returning *), posted as (
     insert into ledger_entries (posting_id, kind, account, amount, currency, patient_id, bill_id, posted_at)
     select id, 'issue', e.account, e.amount, currency, patient_id, id, issued_at
     from written cross join lateral (values ('receivable', amount), ('revenue', -amount)) e (account, amount)
     where issued_at is not null
   )
   select id, number from written`;

/** @param timeZone the hospital's */
export const startBillingService = async (timeZone = 'UTC'): Promise<Fixture> => {
  const tested = await startForTest(service, {
    environment: {
      HMS_TIME_ZONE: timeZone,
      HMS_HOSPITAL_NAME: 'St Mary’s',
      HMS_HOSPITAL_ADDRESS: '1 High Street',
    },
  });
  const { served } = tested;
  const command = (id: string, name: string, body: object = {}) => served.api.post(`/bills/${id}/${name}`).send(body);
  return {
    ...tested,
    issue: async (bill = {}) => {
      const response = await served.api
        .post('/bills')
        .send({ patientId, amount: 100, details: 'Consultation', ...bill });
      expect(response).toMatchObject({ status: 201 });
      return response.body as Bill;
    },
    command,
    pay: (id, amount, more = {}) => command(id, 'payments', { paymentId: randomUUID(), amount, ...more }),
    deposit: (more = {}) =>
      served.api.post('/deposits').send({ paymentId: randomUUID(), patientId, amount: 100, method: 'cash', ...more }),
    proof: async () => (await served.api.get('/ledger/proof')).body as Record<string, unknown>,
  };
};
