import { z } from 'zod';
import { currencies } from './currencies';
import { invalidRequest } from './problem';

export const decimalsOf = (currency: string): number => currencies.get(currency) ?? 2;

/** ISO 4217 code. */
export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code, such as USD', abort: true })
  .refine((code) => currencies.has(code), 'is not a currency in use (ISO 4217)')
  .meta({ description: 'ISO 4217 code', example: 'USD' });

/** Major units as they stand in JSON; at most 15 digits, so that a double holds it exactly. */
export const amount = z
  .number()
  .positive('must be more than 0')
  .max(99_999_999_999, 'must be at most 99999999999')
  .meta({
    description: 'Major units, with no more decimals than the currency has',
    example: 99.95,
    // no currency has more decimals
    multipleOf: 0.0001,
  });

/**
 * 99.95 USD -> 9995n. Reads the number's shortest decimal form; nothing is computed in floating point.
 * Throws a 400 problem at `pointer` when there are more decimals than the currency has.
 */
export const toMinorUnits = (value: number, currency: string, pointer: string): bigint => {
  const digits = decimalsOf(currency);
  const [whole = '', fraction = ''] = String(value).split('.');
  if (!/^\d+$/.test(whole) || !/^\d*$/.test(fraction) || fraction.length > digits) {
    throw invalidRequest([{ in: 'body', pointer, detail: `may have at most ${digits} decimals in ${currency}` }]);
  }
  return BigInt(whole + fraction.padEnd(digits, '0'));
};

/** 9995n USD -> "99.95", for messages and for JSON text. */
export const toMajorUnits = (minor: bigint, currency: string): string => {
  const digits = decimalsOf(currency);
  const sign = minor < 0n ? '-' : '';
  const padded = String(minor < 0n ? -minor : minor).padStart(digits + 1, '0');
  return digits === 0 ? sign + padded : `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
};
