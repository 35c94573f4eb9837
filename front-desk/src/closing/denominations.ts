/** The notes and coins in use, in minor units, the largest first. A currency that is not here is counted as one sum. */
const known: Record<string, readonly number[]> = {
  USD: [10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5, 1],
  EUR: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  GBP: [5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  CHF: [100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5],
  AED: [100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 100, 50, 25],
  SAR: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 25, 10, 5],
  KWD: [20000, 10000, 5000, 1000, 500, 250, 100, 50, 20, 10, 5],
  INR: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100],
  JPY: [10000, 5000, 2000, 1000, 500, 100, 50, 10, 5, 1],
};

/** Returns the notes and coins of a currency; none where they are not known. */
export function denominationsOf(currency: string): readonly number[] {
  return known[currency] ?? [];
}
