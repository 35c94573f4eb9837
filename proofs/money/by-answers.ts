import { listAll, send, urlOf } from '../fleet-client';
import type { Payment } from '../reconciliation';
import type { Day } from './day';
import { addPayment, addRefund, bookOf, factsOf, since, type Book, type Summary } from './movements';
import { differences } from './recompute';
import { minor } from './units';

/** What every patient must owe less what is held, by the answers alone; a cancelled bill owes nothing. */
const workOut = ({ bills, payments, refunds }: Day) => {
  const totals = new Map<string, number>();
  const add = (patientId: string, currency: string, amount: number) => {
    const key = `${patientId} ${currency}`;
    totals.set(key, (totals.get(key) ?? 0) + amount);
  };
  for (const bill of bills.filter(({ cancelled }) => !cancelled)) {
    add(bill.patientId, bill.currency, bill.billed - bill.discounted);
  }
  // what is paid from the deposit only moves from what is held to what is owed
  for (const payment of payments.values()) {
    if (payment.method !== 'deposit') add(payment.patientId, payment.currency, -payment.amount);
  }
  for (const { paymentId, amount } of refunds.values()) {
    const payment = payments.get(paymentId);
    if (payment && payment.method !== 'deposit') add(payment.patientId, payment.currency, amount);
  }
  return totals;
};

/** Patients whose balance is not what the answers come to. */
export const wrongBalances = async (day: Day): Promise<number> => {
  const totals = workOut(day);
  let wrong = 0;
  for (const { id, currency } of day.patients) {
    const { body } = await send('GET', `${urlOf('billing')}/balances/${id}`);
    const found = (body['balances'] as { currency: string; owed: number; deposit: number }[])[0];
    const net = found ? minor(found.owed, currency) - minor(found.deposit, currency) : 0;
    if (net !== (totals.get(`${id} ${currency}`) ?? 0)) wrong++;
  }
  return wrong;
};

/** What the summary shows by method now. */
export const readBook = async (): Promise<Book> =>
  bookOf((await send('GET', `${urlOf('payment')}/payments/summary`)).body as unknown as Summary);

/**
 * Methods and currencies of which the summary has not grown by what the answers say: what was paid from a deposit brought no
 * money, and a refund went back the way its payment had come. Nobody else may be at the desks meanwhile.
 */
export const wrongSums = async ({ payments, refunds }: Day, before: Book): Promise<number> => {
  const answered: Book = new Map();
  for (const { currency, method, amount } of payments.values()) addPayment(answered, { currency, of: method, amount });
  for (const { paymentId, amount } of refunds.values()) {
    const payment = payments.get(paymentId);
    if (payment) addRefund(answered, { currency: payment.currency, of: payment.method, amount });
  }
  return differences('', factsOf(answered), factsOf(since(before, await readBook()))).length;
};

/** Payments that payment-service shows otherwise than it answered. */
export const wrongPayments = async ({ payments, refunds }: Day): Promise<number> => {
  const mine = new Map(payments);
  const given = new Map<string, number>();
  for (const { paymentId, amount } of refunds.values()) given.set(paymentId, (given.get(paymentId) ?? 0) + amount);
  let wrong = 0;
  for await (const payment of listAll<Payment>(`${urlOf('payment')}/payments?status=completed`)) {
    const known = mine.get(payment.id);
    if (!known) continue;
    mine.delete(payment.id);
    const same = known.amount === minor(payment.amount, payment.currency);
    if (!same || (given.get(payment.id) ?? 0) !== minor(payment.refundedAmount, payment.currency)) wrong++;
  }
  return wrong + mine.size;
};
