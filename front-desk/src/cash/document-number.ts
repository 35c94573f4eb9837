import { latinDigits } from '../texts/digits';

/** A bill or a receipt, by the number that is printed on it. */
export interface DocumentNumber {
  kind: 'bill' | 'receipt';
  number: string;
}

/** Returns the number where a bill's or a receipt's was typed, also shortened: "inv 2026 17" is INV-2026-000017, and "rcp 17" this year's. */
export function documentNumberIn(typed: string, thisYear: string): DocumentNumber | undefined {
  const [, prefix = '', year = thisYear, digits = ''] =
    /^\s*(inv|rcp)[\s-]*(?:(20\d\d)[\s-]+)?(\d{1,12})\s*$/i.exec(latinDigits(typed)) ?? [];
  if (prefix === '') return undefined;
  const number = `${prefix.toUpperCase()}-${year}-${digits.padStart(6, '0')}`;
  return { kind: prefix.toLowerCase() === 'inv' ? 'bill' : 'receipt', number };
}
