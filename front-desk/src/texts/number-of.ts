import { latinDigits } from './digits';

/** What separates decimals and thousands where the person is. */
export interface Signs {
  decimal: string;
  group: string;
}

/**
 * Reads a quantity without groups, in digits of any script. Either sign may stand before the decimals, because keyboards differ; but
 * where it may separate thousands, as in 1,000, it is refused: read as 1, it would be a thousandth of the dose.
 * @returns null where it is none
 */
export function numberOf(typed: string, signs: Signs): number | null {
  const plain = latinDigits(typed)
    .replace(/[\u2066-\u2069\u200e\u200f\u061c]/g, '')
    .trim();
  const [, whole, sign, fraction = ''] = /^(\d+)(?:([.,٫])(\d+))?$/.exec(plain) ?? [];
  if (whole === undefined) return null;
  const isDecimal = sign === undefined || sign === signs.decimal || sign === '٫';
  if (!isDecimal && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole)) return null;
  return Number(`${whole}.${fraction}`);
}
