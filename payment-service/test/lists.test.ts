import { randomUUID } from 'node:crypto';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { refundList } from '../src/refunds/refund-store';
import { startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
beforeAll(async () => {
  payments = await startPaymentService();
});

describe('refunds', () => {
  itServesEveryFilter(
    () => payments.db,
    refundList,
    `do $$ begin
       insert into payments (bill_id, amount, currency, method, status, settled_at, receipt_number)
       select gen_random_uuid(), 100, 'USD', 'cheque', 'completed', now(), 'X-' || n from generate_series(1, 2000) n;
       insert into refunds (payment_id, amount, reason) select id, 1, 'x' from payments;
       insert into refunds (payment_id, amount, reason, status, needs_approval, requested_by)
       select id, 1, 'x', 'awaiting-approval', true, '{"issuer": "x", "subject": "y"}' from payments limit 10;
     end $$`,
    'refunds',
    {
      paymentId: [randomUUID(), 'refunds_by_payment'],
      status: ['awaiting-approval', 'refunds_by_status'],
    },
  );
});
