import { toMinor } from '../texts/currency';
import { keyOf, type ReadCount } from './count';
import type { Expected } from './use-expected';

/** Returns what is expected of one method, in minor units: the float, what was taken, less what was given back. */
export function expectedOf({ draft, float = 0 }: ReadCount, { lines }: Expected): number {
  const line = lines.find((one) => keyOf(one) === keyOf(draft));
  return float + toMinor(line?.net ?? 0, draft.currency);
}

/** Returns what was counted less what is expected, in minor units. */
export function differenceOf(count: ReadCount, expected: Expected): number {
  return (count.counted ?? 0) - expectedOf(count, expected);
}
