import fc from 'fast-check';
import { bookOf, factsOf, since, type Book, type Summary } from '../money/movements';
import { byMethod, summaryFaults } from '../money/summary-checks';
import { major } from '../money/units';
import { startBothServices, type BothServices } from './both-services';
import { bill, cancel, discount } from './bill-commands';
import { deposit, pay, payAtOnce, payTwice, refund, refundAtOnce } from './payment-commands';
import { approvalAbove, currencies, due, newModel, type Model } from './model';

let both: BothServices;
beforeAll(async () => {
  both = await startBothServices({ APPROVAL_ABOVE: approvalAbove });
});

const sequences = fc.commands(
  [bill, pay, pay, payTwice, payAtOnce, deposit, refund, refund, refundAtOnce, discount, cancel],
  { maxCommands: 40, size: 'max' },
);

const read = async (path: string) => (await both.payment.get(path)).body as Summary;

/** Both services show what the model has. */
const expectShown = async ({ patientId, bills, payments, held, moved }: Model, before: Book): Promise<void> => {
  for (const bill of bills) {
    const { body } = await both.billing.get(`/bills/${bill.id}`);
    const inMajor = (amount: number) => major(amount, bill.currency);
    expect(body).toMatchObject({
      discountAmount: inMajor(bill.discount),
      paidAmount: inMajor(bill.paid),
      refundedAmount: inMajor(bill.refunded),
      dueAmount: inMajor(due(bill)),
    });
  }
  for (const { id, currency, amount, applied, deposited } of payments) {
    const { body } = await both.payment.get(`/payments/${id}`);
    expect(body).toMatchObject({ status: 'completed', refundedAmount: major(amount - applied - deposited, currency) });
  }
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  const grown = since(before, bookOf(await read(byMethod)));
  expect(factsOf(grown).sort(byId)).toEqual(factsOf(moved).sort(byId));
  const { body } = await both.billing.get(`/balances/${patientId}`);
  const { balances } = body as { balances: { currency: string; owed: number; deposit: number }[] };
  for (const currency of currencies) {
    const mine = bills.filter((bill) => bill.currency === currency);
    const owed = major(
      mine.reduce((sum, bill) => sum + due(bill), 0),
      currency,
    );
    const shown = balances.find((one) => one.currency === currency) ?? { currency, owed: 0, deposit: 0 };
    expect(shown).toEqual({ currency, owed, deposit: major(held[currency], currency) });
  }
};

it('holds every invariant after any sequence of operations through both services', async () => {
  await fc.assert(
    fc.asyncProperty(sequences, async (commands) => {
      const model = newModel();
      const before = bookOf(await read(byMethod));
      await fc.asyncModelRun(() => ({ model, real: both }), commands);
      await expectShown(model, before);
      expect(await both.faults()).toEqual([]);
      const { billing, payment } = both.databases;
      expect(
        await summaryFaults(
          (sql) => billing.query(sql),
          (sql) => payment.query(sql),
          read,
        ),
      ).toEqual([]);
    }),
    // what is left of the time goes into making a failure small; its seed is printed with it
    { numRuns: 15, interruptAfterTimeLimit: 60_000 },
  );
}, 120_000);
