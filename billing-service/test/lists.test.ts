import { randomUUID } from 'node:crypto';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { entryList, receivedPaymentList } from '../src/ledger/ledger-store';
import { startBillingService, withEntries, type Fixture } from './fixtures';

let billing: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
});

describe('entries', () => {
  itServesEveryFilter(
    () => billing.db,
    entryList,
    withEntries(`insert into bills (patient_id, currency, details, amount, issued_at, number)
     select gen_random_uuid(), 'USD', 'x', 100, now(), next_bill_number(now()) from generate_series(1, 2000)`),
    'ledger_entries',
    { billId: [randomUUID(), 'ledger_entries_by_bill'] },
  );
});

describe('received payments', () => {
  itServesEveryFilter(
    () => billing.db,
    receivedPaymentList,
    `insert into received_payments (payment_id, patient_id, currency, method, received_at, last_refunded_at)
     select gen_random_uuid(), gen_random_uuid(), 'USD', 'cash', now() - n * interval '1 hour',
       case when n % 50 = 0 then now() - n * interval '30 minutes' end
     from generate_series(1, 5000) n`,
    'received_payments',
    {
      paymentId: [randomUUID(), 'received_payments_pkey'],
      from: ['2200-01-01T00:00:00Z', 'received_payments_by_time'],
      to: ['1990-01-01T00:00:00Z', 'received_payments_by_time'],
      movedFrom: ['2200-01-01T00:00:00Z', 'received_payments_by_movement'],
      movedTo: ['1990-01-01T00:00:00Z', 'received_payments_by_movement'],
    },
  );
});
