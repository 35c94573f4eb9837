import { decimalsOf, toMajorUnits, toMinorUnits } from '@hms/service-kit/money';
import { invalidRequest, type Fault } from '@hms/service-kit/problem';
import type { BillChanges, Line } from './schemas';

/** What a bill comes to, in minor units; `lines` is null for a bill of one amount. */
export interface BillTerms {
  amount: bigint;
  lines: { description: string; code: string | null; quantity: number; unitAmount: number }[] | null;
}

/** Rounds half up; for what is not negative. */
export const divideHalfUp = (dividend: bigint, divisor: bigint): bigint => (2n * dividend + divisor) / (2n * divisor);

/** 1.5 -> 1500n. Reads the number's shortest decimal form, as toMinorUnits does. */
const thousandths = (quantity: number): bigint => {
  const [whole = '', fraction = ''] = String(quantity).split('.');
  return BigInt(whole + fraction.padEnd(3, '0'));
};

/** @param quantity with at most 3 decimals */
export const lineAmount = (quantity: number, unitMinor: bigint): bigint =>
  divideHalfUp(thousandths(quantity) * unitMinor, 1000n);

/** percent, with at most 2 decimals, of an amount */
export const percentOf = (percent: number, minor: bigint): bigint =>
  divideHalfUp(thousandths(percent) * minor, 100_000n);

const largest = (currency: string) => 99_999_999_999n * 10n ** BigInt(decimalsOf(currency));

/** Throws a 400 problem with every line that does not come to what it says, or comes to too much. */
export const termsOf = ({ amount, lines }: BillChanges, currency: string): BillTerms => {
  const fault = (pointer: string, detail: string): Fault => ({ in: 'body', pointer, detail });
  const stated = amount === null ? undefined : toMinorUnits(amount, currency, '/amount');
  if (!lines) {
    if (stated === undefined) throw invalidRequest([fault('/amount', 'is required, or lines')]);
    return { amount: stated, lines: null };
  }
  const priced = lines.map((line, i) => priceLine(line, currency, `/lines/${i}`));
  const total = priced.reduce((sum, line) => sum + line.amount, 0n);
  const faults = priced.flatMap((line, i) =>
    line.stated === undefined || line.stated === line.amount
      ? []
      : [
          fault(
            `/lines/${i}/amount`,
            `is not quantity × unitAmount, ${toMajorUnits(line.amount, currency)} ${currency}`,
          ),
        ],
  );
  if (stated !== undefined && stated !== total) {
    faults.push(fault('/amount', `is not the sum of the lines, ${toMajorUnits(total, currency)} ${currency}`));
  }
  if (total <= 0n || total > largest(currency))
    faults.push(fault('/lines', 'must add up to more than 0 and at most 99999999999'));
  if (faults.length > 0) throw invalidRequest(faults);
  return { amount: total, lines: priced.map(({ line }) => line) };
};

const priceLine = ({ description, code, quantity, unitAmount, amount }: Line, currency: string, pointer: string) => {
  const unitMinor = toMinorUnits(unitAmount, currency, `${pointer}/unitAmount`);
  return {
    amount: lineAmount(quantity, unitMinor),
    stated: amount === null ? undefined : toMinorUnits(amount, currency, `${pointer}/amount`),
    line: { description, code, quantity, unitAmount: Number(unitMinor) },
  };
};
