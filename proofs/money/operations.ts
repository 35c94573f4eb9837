import { randomUUID } from 'node:crypto';
import { send, urlOf, type HttpResponse } from '../fleet-client';
import { count, keepPayment, type Day } from './day';
import { major, minor } from './units';

const [billingUrl, paymentUrl] = [urlOf('billing'), urlOf('payment')];
const desks = ['cash', 'card', 'bank-transfer', 'mobile-money'] as const;
const keyed = () => ({ 'Idempotency-Key': randomUUID() });

/** 201 of who asked, or 200 of who approved. */
const isDone = ({ status, body }: HttpResponse) => status === 201 || (status === 200 && body['status'] !== 'rejected');

/** dividend / divisor to the nearest whole number, of two the greater. */
const halfUp = (dividend: number, divisor: number) => Math.floor((2 * dividend + divisor) / (2 * divisor));

/** Gives a function that does one random operation, and keeps what it was answered. */
export const operationsOf = (day: Day): (() => Promise<void>) => {
  const { random, bills, payments, patients } = day;
  const below = (limit: number) => Math.floor(random() * limit);
  const oneOf = <T>(all: readonly T[]): T => all[below(all.length)] as T;
  const some = (most = 30_000) => 1 + below(most);

  const issue = async () => {
    const { id: patientId, currency } = oneOf(patients);
    const lines = Array.from({ length: 1 + below(4) }, () => ({ thousandths: some(5000), unit: some() }));
    const sent = lines.map(({ thousandths, unit }, i) => ({
      description: `Service ${i}`,
      quantity: thousandths / 1000,
      unitAmount: major(unit, currency),
    }));
    const answer = await send('POST', `${billingUrl}/bills`, { patientId, currency, lines: sent }, keyed());
    count(day, 'bill', answer);
    if (answer.status !== 201) return;
    const id = String(answer.body['id']);
    const billed = lines.reduce((sum, { thousandths, unit }) => sum + halfUp(thousandths * unit, 1000), 0);
    if (minor(answer.body['amount'], currency) !== billed) day.contradictions.push(`bill ${id} is not its lines`);
    bills.push({ id, currency, patientId, billed, discounted: 0, cancelled: false });
  };

  const pay = async (more: { method?: string; excess?: string } = {}, what = 'payment') => {
    const { id: billId, billed, currency, patientId } = oneOf(bills);
    const amount = random() < 0.4 ? billed : some();
    const method = more.method ?? oneOf(desks);
    const tendered = method === 'cash' && random() < 0.5 ? major(amount + below(5000), currency) : undefined;
    const body = { billId, amount: major(amount, currency), currency, ...more, method, tendered };
    const answer = await send('POST', `${paymentUrl}/payments`, body, keyed());
    count(day, what, answer);
    keepPayment(day, answer, patientId);
  };

  /** Twice at one moment: under one key it is one payment, and without any the second is refused. */
  const payTwice = async () => {
    const { id: billId, currency, patientId } = oneOf(bills);
    const body = { billId, amount: major(some(5000), currency), currency, method: 'card' };
    const key = random() < 0.5 ? keyed() : undefined;
    const both = await Promise.all([1, 2].map(() => send('POST', `${paymentUrl}/payments`, body, key)));
    const taken = new Set(both.filter(({ status }) => status === 201).map((answer) => answer.body['id']));
    if (taken.size > 1) day.contradictions.push(`taken twice: ${[...taken].join(' and ')}`);
    for (const answer of both) {
      count(day, 'payment sent twice', answer);
      keepPayment(day, answer, patientId);
    }
  };

  const deposit = async () => {
    const { id: patientId, currency } = oneOf(patients);
    const body = { patientId, currency, amount: major(some(), currency), method: oneOf(desks) };
    const answer = await send('POST', `${paymentUrl}/payments`, body, keyed());
    count(day, 'deposit', answer);
    keepPayment(day, answer, patientId);
  };

  /** Has another person approve what is above the limit, or now and then reject it; gives the last answer. */
  const decide = async (asked: HttpResponse, collection: string, what: string): Promise<HttpResponse> => {
    if (asked.body['status'] !== 'awaiting-approval') return asked;
    const address = `${collection}/${String(asked.body['id'])}`;
    if (random() < 0.2) {
      const rejected = await send('POST', `${address}/reject`, { reason: 'proof' }, keyed());
      count(day, `${what} rejected`, rejected);
      return rejected;
    }
    const approved = await send('POST', `${address}/approve`, {}, keyed());
    count(day, `${what} approved`, approved);
    return approved;
  };

  const refund = async () => {
    const { id, currency, amount: paid } = oneOf([...payments.values()].slice(-200));
    const amount = random() < 0.5 ? paid : some(9000);
    const body = { amount: major(amount, currency), reason: 'proof' };
    const asked = await send('POST', `${paymentUrl}/payments/${id}/refunds`, body, keyed());
    count(day, 'refund', asked);
    const answer = await decide(asked, `${paymentUrl}/payments/${id}/refunds`, 'refund');
    if (answer.status === 202) day.uncertain.push(id);
    if (isDone(answer)) day.refunds.set(String(answer.body['id']), { paymentId: id, amount });
  };

  const discount = async () => {
    const bill = oneOf(bills);
    const hundredths = random() < 0.5 ? some(5000) : undefined;
    const amount = hundredths === undefined ? some(4000) : halfUp(hundredths * bill.billed, 10_000);
    const off = hundredths === undefined ? { amount: major(amount, bill.currency) } : { percent: hundredths / 100 };
    const asked = await send('POST', `${billingUrl}/bills/${bill.id}/discounts`, { ...off, reason: 'proof' }, keyed());
    count(day, 'discount', asked);
    if (isDone(await decide(asked, `${billingUrl}/discount-requests`, 'discount'))) bill.discounted += amount;
  };

  const cancel = async () => {
    const bill = oneOf(bills);
    const answer = await send('POST', `${billingUrl}/bills/${bill.id}/cancel`, {}, keyed());
    count(day, 'cancellation', answer);
    if (answer.status === 200) bill.cancelled = true;
  };

  return () => {
    const draw = random();
    if (bills.length < 20 || draw < 0.22) return issue();
    if (draw < 0.5) return pay();
    if (draw < 0.58) return pay({ excess: 'deposit' }, 'payment with excess');
    if (draw < 0.66) return pay({ method: 'deposit' }, 'payment from deposit');
    if (draw < 0.72) return payTwice();
    if (draw < 0.79) return deposit();
    if (draw < 0.9 && payments.size > 0) return refund();
    return draw < 0.96 ? discount() : cancel();
  };
};
