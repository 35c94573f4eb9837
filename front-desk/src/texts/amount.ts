import type { Prescription } from '../patient/timeline';
import type { Format } from '../texts/format';

/** Returns a quantity with what it counts, set apart, so that it stays in order among words of the other direction. */
export function amountOf(
  quantity: number,
  { quantityUnit }: Pick<Prescription, 'quantityUnit'>,
  format: Format,
): string {
  return `\u2068${[format.number(quantity), quantityUnit].filter(Boolean).join(' ')}\u2069`;
}

export const lineOf = ({ medication: { name, strength, form } }: Pick<Prescription, 'medication'>): string =>
  [name, strength, form].filter(Boolean).join(' ');
