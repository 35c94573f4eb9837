import { decimalsOf } from '../texts/currency';
import { latinDigits } from '../texts/digits';
import type { Signs } from '../texts/number-of';

/** Why what was typed is no amount. */
export type AmountFault = 'empty' | 'not-a-number' | 'two-readings' | 'too-many-decimals' | 'not-positive' | 'too-much';

export type ParsedAmount = { minor: number } | { fault: AmountFault };

/** As the services have it, in major units. */
const most = 99_999_999_999;
const arabic: Record<string, 'decimal' | 'group'> = { '٫': 'decimal', '٬': 'group' };

/**
 * Reads an amount as it is written in the person's own locale. What could be meant in two ways is refused, never guessed: where
 * a comma separates thousands, 12,50 is no amount.
 * @returns whole minor units, or why it is none
 */
export function parseAmount(typed: string, currency: string, signs: Signs): ParsedAmount {
  const text = latinDigits(typed)
    .replace(/[٫٬]/g, (sign) => signs[arabic[sign] ?? 'decimal'])
    .replace(/[\s\u00a0\u202f\u2066-\u2069\u200e\u200f]/g, '')
    .replace(new RegExp(`^(${currency}|\\p{Sc})|(${currency}|\\p{Sc})$`, 'giu'), '');
  if (text === '') return { fault: 'empty' };
  if (text.startsWith('-')) return { fault: 'not-positive' };
  const [whole = '', fraction = '', ...more] = text.split(signs.decimal);
  const groups = whole.split(signs.group);
  if (more.length > 0 || !/^\d*$/.test(fraction) || groups.some((group) => !/^\d*$/.test(group)) || !/\d/.test(text))
    return { fault: /^[\d.,']+$/.test(text) ? 'two-readings' : 'not-a-number' };
  // thousands, or lakhs: 1,234,567 and 12,34,567
  if (groups.length > 1 && !/^\d{1,3}( \d{2,3})* \d{3}$/.test(groups.join(' '))) return { fault: 'two-readings' };
  const places = decimalsOf(currency);
  if (fraction.length > places) return { fault: 'too-many-decimals' };
  const major = Number(groups.join(''));
  if (major > most) return { fault: 'too-much' };
  const minor = Number(groups.join('') + fraction.padEnd(places, '0'));
  return minor === 0 ? { fault: 'not-positive' } : { minor };
}
