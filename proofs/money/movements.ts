import type { Facts } from './recompute';
import { minor } from './units';

/** What came in and what was given back, in minor units. */
interface Sums {
  count: number;
  amount: number;
  refunded: number;
}

/** By currency and method, or by currency and day; `deposit` is what was paid from deposits, and went back to them. */
export type Book = Map<string, Sums>;

interface Money {
  currency: string;
  /** The method or the day. */
  of: string;
  amount: number;
}

const add = (book: Book, { currency, of }: Omit<Money, 'amount'>, more: Partial<Sums>): void => {
  const key = `${currency} ${of}`;
  const { count = 0, amount = 0, refunded = 0 } = book.get(key) ?? {};
  book.set(key, {
    count: count + (more.count ?? 0),
    amount: amount + (more.amount ?? 0),
    refunded: refunded + (more.refunded ?? 0),
  });
};
export const addPayment = (book: Book, money: Money) => add(book, money, { count: 1, amount: money.amount });
export const addRefund = (book: Book, money: Money) => add(book, money, { refunded: money.amount });

interface Shown {
  currency: string;
  method?: string;
  day?: string;
  count: number;
  amount: number;
  refunded: number;
  net: number;
}
/** As GET /payments/summary answers. */
export interface Summary {
  totals: Shown[];
  groups: Shown[];
  fromDeposits: Shown[];
}

const inMinor = ({ currency, count, amount, refunded }: Shown): Sums => ({
  count,
  amount: minor(amount, currency),
  refunded: minor(refunded, currency),
});

/** What a summary shows, its totals left out. By day, what was paid from deposits is in its own book. */
export const bookOf = ({ groups, fromDeposits }: Summary): Book => {
  const book: Book = new Map();
  for (const group of groups)
    add(book, { currency: group.currency, of: group.method ?? group.day ?? '' }, inMinor(group));
  for (const used of fromDeposits) {
    add(book, { currency: used.currency, of: used.day ? `deposit ${used.day}` : 'deposit' }, inMinor(used));
  }
  return book;
};

/** The currencies whose total is not the sum of its groups, and the rows whose net is not what it says. */
export const contradictionsIn = ({ totals, groups, fromDeposits }: Summary): string[] => {
  const sums: Book = new Map();
  for (const group of groups) add(sums, { currency: group.currency, of: 'total' }, inMinor(group));
  for (const total of totals) {
    const { count, amount, refunded } = inMinor(total);
    add(sums, { currency: total.currency, of: 'total' }, { count: -count, amount: -amount, refunded: -refunded });
  }
  const off = [...sums].filter(([, sum]) => Object.values(sum).some((one) => one !== 0)).map(([key]) => key);
  const wrongNet = [...totals, ...groups, ...fromDeposits].filter(({ currency, net, ...of }) => {
    const { amount, refunded } = inMinor({ currency, net, ...of });
    return minor(net, currency) !== amount - refunded;
  });
  return [...off, ...wrongNet.map(({ currency }) => `${currency} net`)];
};

/** What was added between two summaries. */
export const since = (before: Book, after: Book): Book => {
  const book = new Map([...after].map(([key, sums]) => [key, { ...sums }]));
  for (const [key, { count, amount, refunded }] of before) {
    const [currency = '', ...of] = key.split(' ');
    add(book, { currency, of: of.join(' ') }, { count: -count, amount: -amount, refunded: -refunded });
  }
  return book;
};

/** In words that can be compared; what came to nothing is left out. */
export const factsOf = (book: Book): Facts[] =>
  [...book].flatMap(([id, { count, amount, refunded }]) =>
    count === 0 && amount === 0 && refunded === 0 ? [] : [{ id, facts: [count, amount, refunded].join(' ') }],
  );
