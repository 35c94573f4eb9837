import { inParallel, listAll, openDatabaseOf, send, urlOf } from '../fleet-client';
import { balancesByEntries, billsByEntries } from './billing-checks';
import { differences, recompute, type Facts, type Fault, type Query } from './recompute';
import type { Summary } from './movements';
import { summaryFaults } from './summary-checks';
import { minor } from './units';

interface Bill {
  id: string;
  number: string | null;
  currency: string;
  amount: number;
  discountAmount: number;
  paidAmount: number;
  refundedAmount: number;
  dueAmount: number;
  status: string;
  lines: { amount: number }[];
}

interface Payment {
  id: string;
  receiptNumber: string | null;
  currency: string;
  amount: number;
  depositedAmount: number;
  refundedAmount: number;
  change: number | null;
  status: string;
}

/** Whoever answers, in the words of the statements below. */
const shownBills = async (): Promise<Facts[]> => {
  const shown: Facts[] = [];
  for await (const { id, number, currency, status, lines, ...bill } of listAll<Bill>(`${urlOf('billing')}/bills`)) {
    const { amount, discountAmount, paidAmount, refundedAmount, dueAmount } = bill;
    const money = [amount, discountAmount, paidAmount, refundedAmount, dueAmount].map((one) => minor(one, currency));
    const ofLines = lines.map((line) => minor(line.amount, currency)).join('+');
    shown.push({ id, facts: [number ?? '-', currency, ...money, status, ofLines].join(' ') });
  }
  return shown;
};

const billFacts = `
  select e.id::text, concat_ws(' ', coalesce(e.number, '-'), e.currency, coalesce(issued, b.amount), coalesce(discounted, 0),
    coalesce(paid, 0), coalesce(refunded, 0), coalesce(due, 0), e.status, coalesce(of_lines, '')) as facts
  from (${billsByEntries}) e join bills b using (id) cross join lateral (
    select string_agg(floor((line ->> 'quantity')::numeric * (line ->> 'unitAmount')::numeric + 0.5)::text, '+' order by place) as of_lines
    from jsonb_array_elements(b.lines) with ordinality t (line, place)
  ) l`;

const shownPayments = async (): Promise<Facts[]> => {
  const shown: Facts[] = [];
  for await (const { id, receiptNumber, currency, change, status, ...payment } of listAll<Payment>(
    `${urlOf('payment')}/payments`,
  )) {
    const { amount, depositedAmount, refundedAmount } = payment;
    const money = [amount, depositedAmount, refundedAmount].map((one) => minor(one, currency));
    const given = change === null ? '-' : minor(change, currency);
    shown.push({ id, facts: [receiptNumber ?? '-', currency, ...money, given, status].join(' ') });
  }
  return shown;
};

const paymentFacts = `
  select id::text, concat_ws(' ', coalesce(receipt_number, '-'), currency, amount, deposited_amount,
    (select coalesce(sum(r.amount), 0) from refunds r where r.payment_id = p.id and r.status = 'completed'),
    coalesce((tendered - amount)::text, '-'), status) as facts
  from payments p`;

const shownBalances = (patients: Facts[]): Promise<Facts[]> =>
  inParallel('balances read back', patients, 4, async ({ id }) => {
    const { body } = await send('GET', `${urlOf('billing')}/balances/${id}`);
    const all = body['balances'] as { currency: string; owed: number; deposit: number }[];
    const some = all.filter(({ owed, deposit }) => owed !== 0 || deposit !== 0);
    const words = some.map(({ currency, owed, deposit }) =>
      [currency, minor(owed, currency), minor(deposit, currency)].join(' '),
    );
    return { id, facts: words.join(', ') };
  });

const readSummary = async (path: string): Promise<Summary> =>
  (await send('GET', `${urlOf('payment')}${path}`)).body as unknown as Summary;

export interface Recomputed {
  bills: number;
  payments: number;
  patients: number;
  faults: Fault[];
}

/** Works everything out from both databases, and holds it against what both services answer; undefined: not in reach. */
export const recomputeFleet = async (home: string): Promise<Recomputed | undefined> => {
  const [billing, payment] = [await openDatabaseOf('billing', home), await openDatabaseOf('payment', home)];
  try {
    if (!billing || !payment) return undefined;
    const ofBilling: Query = async <R extends object>(sql: string) => (await billing.query<R>(sql)).rows;
    const ofPayment: Query = async <R extends object>(sql: string) => (await payment.query<R>(sql)).rows;
    const [bills, payments] = [await ofBilling<Facts>(billFacts), await ofPayment<Facts>(paymentFacts)];
    const balances = await ofBilling<Facts>(balancesByEntries);
    return {
      bills: bills.length,
      payments: payments.length,
      patients: balances.length,
      faults: [
        ...(await recompute(ofBilling, ofPayment)),
        ...differences('GET /bills answers something else', bills, await shownBills()),
        ...differences('GET /payments answers something else', payments, await shownPayments()),
        ...(await summaryFaults(ofBilling, ofPayment, readSummary)),
        ...differences('GET /balances answers something else', balances, await shownBalances(balances)),
      ],
    };
  } finally {
    await billing?.end();
    await payment?.end();
  }
};
