import { addPayment, addRefund, bookOf, contradictionsIn, factsOf, type Book, type Summary } from './movements';
import { differences, type Facts, type Fault, type Query } from './recompute';

/** A zone whose days begin where those of few others do. */
const zone = 'Asia/Kathmandu';
export const byMethod = '/payments/summary?by=method';
export const byDay = `/payments/summary?by=day&timeZone=${zone}`;

/** By the other service's books: what its desks took in and paid out, and what was moved out of deposits and back. */
const desks = `
  select concat_ws(' ', currency, method) as id,
    concat_ws(' ', count(*) filter (where not given), coalesce(sum(amount) filter (where not given), 0),
      coalesce(-sum(amount) filter (where given), 0)) as facts
  from (
    select currency, amount, kind = 'refund' as given, case account when 'deposits' then 'deposit' else substr(account, 6) end as method
    from ledger_entries
    where account like 'desk-%' or (account = 'deposits' and (kind, amount > 0) in (('payment', true), ('refund', false)))
  ) moved group by 1`;

interface Row {
  currency: string;
  method: string;
  amount: string;
  at: string;
}
// with its own sum of seconds, so that no clock of the driver is in between
const row = (table: string, amount: string) =>
  `select p.currency, p.method, ${amount}::text as amount, extract(epoch from ${table}.settled_at)::text as at`;
const paid = `${row('p', 'p.amount')} from payments p where p.status = 'completed'`;
const given = `${row('r', 'r.amount')} from refunds r join payments p on p.id = r.payment_id where r.status = 'completed'`;

/** Each movement by itself, on the day that a calendar in the zone shows. */
const daysOf = async (payment: Query): Promise<Book> => {
  const calendar = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const book: Book = new Map();
  const moneyOf = ({ currency, method, amount, at }: Row) => {
    const day = calendar.format(Math.floor(Number(at) * 1000));
    return { currency, of: method === 'deposit' ? `deposit ${day}` : day, amount: Number(amount) };
  };
  for (const one of await payment<Row>(paid)) addPayment(book, moneyOf(one));
  for (const one of await payment<Row>(given)) addRefund(book, moneyOf(one));
  return book;
};

/** What GET /payments/summary shows that is not what the ledger's desks and the tables of payments come to. */
export const summaryFaults = async (
  billing: Query,
  payment: Query,
  read: (path: string) => Promise<Summary>,
): Promise<Fault[]> => {
  const [methods, days] = [await read(byMethod), await read(byDay)];
  const inThemselves = [...contradictionsIn(methods), ...contradictionsIn(days)];
  return [
    ...differences(
      'GET /payments/summary by method is not what the desks of the ledger took and gave',
      await billing<Facts>(desks),
      factsOf(bookOf(methods)),
    ),
    ...differences(
      'GET /payments/summary by day is not what moved on each day',
      factsOf(await daysOf(payment)),
      factsOf(bookOf(days)),
    ),
    ...inThemselves.map((what) => ({
      fault: 'GET /payments/summary contradicts itself',
      what,
      expected: 'the sum of its groups, and amount - refunded',
      found: 'something else',
    })),
  ];
};
