import type { Texts } from './en';
import type { Format } from './format';

/** Returns a quantity with what it counts, set apart, so that it stays in order among words of the other direction. */
export function amountOf(quantity: number, unit: string | null, t: Texts, format: Format): string {
  const number = format.number(quantity);
  return `\u2068${unit === null ? number : t.countedIn(quantity, number, unit)}\u2069`;
}
