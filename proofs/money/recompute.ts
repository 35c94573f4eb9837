import { billingChecks, paymentsByEntries, refundsByEntries } from './billing-checks';
import { paymentChecks, paymentsByThemselves, refundsByThemselves } from './payment-checks';

/** Runs one statement, and gives its rows. */
export type Query = <R extends object>(sql: string) => Promise<R[]>;

/** What a record is, in words that can be compared. */
export interface Facts {
  id: string;
  facts: string;
}

export interface Fault {
  fault: string;
  what: string;
  expected: string;
  found: string;
}

/** What differs between two accounts of the same records. */
export const differences = (fault: string, expected: Iterable<Facts>, found: Iterable<Facts>): Fault[] => {
  const left = new Map(Array.from(found, ({ id, facts }) => [id, facts]));
  const faults: Fault[] = [];
  for (const { id, facts } of expected) {
    const other = left.get(id);
    left.delete(id);
    if (other !== facts) faults.push({ fault, what: id, expected: facts, found: other ?? 'nothing' });
  }
  for (const [id, facts] of left) faults.push({ fault, what: id, expected: 'nothing', found: facts });
  return faults;
};

const runChecks = async (query: Query, checks: Record<string, string>): Promise<Fault[]> => {
  const faults: Fault[] = [];
  for (const [fault, sql] of Object.entries(checks)) {
    for (const row of await query<Omit<Fault, 'fault'>>(sql)) faults.push({ fault, ...row });
  }
  return faults;
};

/** Works all money out once more, from the tables of both databases alone, and gives what does not agree. */
export const recompute = async (billing: Query, payment: Query): Promise<Fault[]> => [
  ...(await runChecks(billing, billingChecks)),
  ...(await runChecks(payment, paymentChecks)),
  ...differences(
    'a payment is not the same in both databases',
    await payment<Facts>(paymentsByThemselves),
    await billing<Facts>(paymentsByEntries),
  ),
  ...differences(
    'a refund is not the same in both databases',
    await payment<Facts>(refundsByThemselves),
    await billing<Facts>(refundsByEntries),
  ),
];
