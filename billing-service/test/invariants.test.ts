import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { transitions, type BillCommand, type BillStatus } from '../src/bill';
import { startBillingService, type Bill, type Fixture } from './fixtures';

let billing: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
});

/** What a bill must show, in minor units; kept apart from the service's own arithmetic. */
interface Model {
  id: string;
  /** As it was shown last. */
  status: BillStatus;
  draft: boolean;
  cancelled: boolean;
  amount: number;
  discount: number;
  paid: number;
  refunded: number;
  payments: { id: string; applied: number; deposited: number; fromDeposit: boolean }[];
}

const step = fc.record({
  what: fc.constantFrom(
    'draft',
    'issue',
    'discount',
    'pay',
    'pay',
    'excess',
    'from deposit',
    'refund',
    'refund',
    'cancel',
  ),
  bill: fc.nat(5),
  amount: fc.integer({ min: 1, max: 150 }),
});

const due = (bill: Model) =>
  bill.draft || bill.cancelled ? 0 : bill.amount - bill.discount - bill.paid + bill.refunded;

it('holds every invariant after any sequence of operations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
      const patientId = randomUUID();
      const bills: Model[] = [];
      let held = 0;
      // yen, so that the model computes in whole numbers
      const write = async (amount: number, draft: boolean) => {
        const { id, status } = await billing.issue({
          patientId,
          currency: 'JPY',
          amount,
          status: draft ? 'draft' : 'issued',
        });
        bills.push({ id, status, draft, cancelled: false, amount, discount: 0, paid: 0, refunded: 0, payments: [] });
      };
      await write(100, false);
      for (const { what, bill: n, amount } of steps) {
        const bill = bills[n % bills.length] as Model;
        const payable = !bill.draft && !bill.cancelled;
        // `stays`: only money that is held for the patient moves
        const expectDone = (
          response: { status: number; body: unknown },
          command: BillCommand,
          possible: boolean,
          stays = false,
        ) => {
          expect({ what, amount, bill, body: response.body, done: response.status < 300 }).toMatchObject({
            done: possible,
          });
          if (!possible) return false;
          const from = bill.status;
          bill.status = (response.body as Bill).status;
          const leadsTo: Partial<Record<BillStatus, readonly BillStatus[]>> = transitions[command];
          const to = stays ? [from] : leadsTo[from];
          expect({ command, from, to }).toEqual({ command, from, to: expect.arrayContaining([bill.status]) });
          return true;
        };
        const pay = async (more: object, possible: boolean, deposited: number, fromDeposit = false) => {
          const id = randomUUID();
          const response = await billing.pay(bill.id, amount, { paymentId: id, currency: 'JPY', ...more });
          if (!expectDone(response, 'pay', possible, amount === deposited)) return;
          bill.paid += amount - deposited;
          held += fromDeposit ? -amount : deposited;
          bill.payments.push({ id, applied: amount - deposited, deposited, fromDeposit });
        };
        if (what === 'draft') await write(amount, amount % 2 === 0);
        else if (what === 'issue') {
          if (expectDone(await billing.command(bill.id, 'issue'), 'issue', bill.draft && !bill.cancelled))
            bill.draft = false;
        } else if (what === 'discount') {
          const response = await billing.command(bill.id, 'discounts', { amount, reason: 'x' });
          if (expectDone(response, 'discount', payable && amount <= due(bill))) bill.discount += amount;
        } else if (what === 'pay') await pay({ method: 'cash' }, payable && amount <= due(bill), 0);
        else if (what === 'excess') await pay({ excess: 'deposit' }, payable, Math.max(0, amount - due(bill)));
        else if (what === 'from deposit') {
          await pay({ method: 'deposit' }, payable && amount <= due(bill) && amount <= held, 0, true);
        } else if (what === 'refund') {
          const payment = bill.payments[amount % (bill.payments.length || 1)];
          if (!payment) continue;
          const fromHeld = Math.min(amount, payment.deposited, held);
          const refund = { refundId: randomUUID(), paymentId: payment.id, amount, currency: 'JPY' };
          const response = await billing.command(bill.id, 'refunds', refund);
          if (!expectDone(response, 'refund', amount - fromHeld <= payment.applied, amount === fromHeld)) continue;
          payment.deposited -= fromHeld;
          payment.applied -= amount - fromHeld;
          bill.refunded += amount - fromHeld;
          held += payment.fromDeposit ? amount : -fromHeld;
        } else {
          const possible = !bill.cancelled && bill.paid === bill.refunded;
          if (expectDone(await billing.command(bill.id, 'cancel'), 'cancel', possible)) bill.cancelled = true;
        }
      }
      for (const bill of bills) {
        const { body } = await billing.served.api.get(`/bills/${bill.id}`);
        expect(body).toMatchObject({
          discountAmount: bill.discount,
          paidAmount: bill.paid,
          refundedAmount: bill.refunded,
          dueAmount: due(bill),
        });
      }
      const owed = bills.reduce((sum, bill) => sum + due(bill), 0);
      const { body } = await billing.served.api.get(`/balances/${patientId}`);
      if (owed + held > 0) expect(body).toMatchObject({ balances: [{ currency: 'JPY', owed, deposit: held }] });
      expect(await billing.proof()).toMatchObject({ proven: true, faults: [] });
    }),
    { numRuns: 25 },
  );
}, 120_000);
