import { toMajorUnits } from '@hms/service-kit/money';
import type { Database, Transaction } from '@hms/service-kit/database';
import { parts, rest, type Part } from './proof-statements';

const shownFaults = 100;
const [firstKey, lastKey] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

interface Fault {
  fault: string;
  what: string;
  expected: string;
  found: string;
}

/** What was seen of a slice; sums in minor units. */
interface Slice {
  faults: Fault[];
  faultCount: number;
  counts: Record<string, number>;
  accounts: { currency: string; account: string; debit: string; credit: string }[];
}

interface Sum {
  currency: string;
  account: string;
  debit: bigint;
  credit: bigint;
}

async function* slicesOf(tx: Transaction, { keys, statement }: Part, sliceSize: number): AsyncGenerator<Slice> {
  for (let after = firstKey; after !== lastKey;) {
    const found = await tx.query<{ key: string }>(keys, [after, sliceSize]);
    // the last slice has no end, so that nothing after the last record is left out
    const upTo = found[sliceSize - 1]?.key ?? lastKey;
    yield* await tx.query<Slice>(statement, [after, upTo]);
    after = upTo;
  }
}

async function* allSlices(tx: Transaction, sliceSize: number): AsyncGenerator<Slice> {
  for (const part of parts) yield* slicesOf(tx, part, sliceSize);
  for (const statement of rest) yield* await tx.query<Slice>(statement);
}

const addUp = (sums: Sum[], keyOf: (sum: Sum) => string): Sum[] => {
  const totals = new Map<string, Sum>();
  for (const sum of sums) {
    const total = totals.get(keyOf(sum)) ?? { ...sum, debit: 0n, credit: 0n };
    totals.set(keyOf(sum), { ...total, debit: total.debit + sum.debit, credit: total.credit + sum.credit });
  }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
};

const shown = (minor: bigint, currency: string) => Number(toMajorUnits(minor, currency));

/**
 * Holds the whole ledger against itself, and everything else against the ledger, as they are at one instant.
 * @param sliceSize how many bills, payments or patients a statement looks at: so few that none meets the time limit,
 * however much the ledger holds
 */
export const proofOf = (db: Database, sliceSize = 5_000): Promise<string> =>
  db.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    const [instant] = await tx.query<{ now: string }>(`select to_json(now()) #>> '{}' as now`);
    const counts: Record<string, number> = { entries: 0, postings: 0, bills: 0, payments: 0, deposits: 0, numbers: 0 };
    const faults: Fault[] = [];
    const sums: Sum[] = [];
    let faultCount = 0;
    for await (const slice of allSlices(tx, sliceSize)) {
      for (const [name, count] of Object.entries(slice.counts)) counts[name] = (counts[name] ?? 0) + count;
      for (const { debit, credit, ...of } of slice.accounts) {
        sums.push({ ...of, debit: BigInt(debit), credit: BigInt(credit) });
      }
      faults.push(...slice.faults.slice(0, shownFaults - faults.length));
      faultCount += slice.faultCount;
    }
    const accounts = addUp(sums, ({ currency, account }) => `${currency} ${account}`);
    const balances = addUp(accounts, ({ currency }) => currency);
    const off = balances
      .filter(({ debit, credit }) => debit !== credit)
      .map(({ currency, debit, credit }) => ({
        fault: 'trial balance is not zero',
        what: currency,
        expected: '0',
        found: String(debit - credit),
      }));
    return JSON.stringify({
      proven: faultCount + off.length === 0,
      provenAt: instant?.now,
      counts,
      trialBalance: balances.map(({ currency, debit, credit }) => ({
        currency,
        debit: shown(debit, currency),
        credit: shown(credit, currency),
        difference: shown(debit - credit, currency),
      })),
      accounts: accounts.map(({ currency, account, debit, credit }) => ({
        currency,
        account,
        balance: shown(debit - credit, currency),
      })),
      faultCount: faultCount + off.length,
      faults: [...off, ...faults]
        .slice(0, shownFaults)
        .sort((a, b) => (`${a.fault} ${a.what}` < `${b.fault} ${b.what}` ? -1 : 1)),
    });
  });
