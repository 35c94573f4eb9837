import { toMajorUnits, toMinorUnits } from '@hms/service-kit/money';
import { invalidRequest } from '@hms/service-kit/problem';
import type { Movements } from './closing-store';
import type { Count } from './schemas';

/** One method of a closing, in minor units. `counted` is null where nobody has counted what there is. */
export interface Comparison extends Movements {
  float: bigint;
  counted: bigint | null;
  denominations: Count['denominations'];
  explanation: string | null;
}
export interface ComparedLine extends Comparison {
  counted: bigint;
}

/** Holds what was counted against what was taken and given back. What was counted without a movement is there as well. */
export function compare(movements: readonly Movements[], counts: readonly Count[]): Comparison[] {
  const none = { payments: 0, taken: 0n, refunds: 0, refunded: 0n };
  const isOf = (count: Count) => (one: Movements) => one.method === count.method && one.currency === count.currency;
  const counted = counts.map((count, index) => ({
    ...(movements.find(isOf(count)) ?? { ...none, method: count.method, currency: count.currency }),
    ...minorUnits(count, index),
    denominations: count.denominations,
    explanation: count.explanation,
  }));
  const uncounted = movements
    .filter((one) => !counts.some((count) => isOf(count)(one)))
    .map((one) => ({ ...one, float: 0n, counted: null, denominations: null, explanation: null }));
  return [...counted, ...uncounted];
}

function expectedOf({ float, taken, refunded }: Comparison): bigint {
  return float + taken - refunded;
}

/** Whether there is nothing left to say: it was counted, and is as expected or explained. */
export function isSettled(line: Comparison): line is ComparedLine {
  return line.counted !== null && (line.counted === expectedOf(line) || line.explanation !== null);
}

/** Returns it in major units, as a problem tells it. */
export function shown(line: Comparison) {
  const { method, currency, payments, refunds, counted } = line;
  const money = (minor: bigint) => Number(toMajorUnits(minor, currency));
  return {
    ...{ method, currency, payments, taken: money(line.taken), refunds, refunded: money(line.refunded) },
    float: money(line.float),
    expected: money(expectedOf(line)),
    counted: counted === null ? null : money(counted),
    difference: counted === null ? null : money(counted - expectedOf(line)),
  };
}

function minorUnits({ currency, counted, float, denominations }: Count, index: number) {
  const at = `/counts/${index}`;
  const inMinor = toMinorUnits(counted, currency, `${at}/counted`);
  const sum = denominations?.reduce(
    (total, { value, count }, place) =>
      total + toMinorUnits(value, currency, `${at}/denominations/${place}/value`) * BigInt(count),
    0n,
  );
  if (sum !== undefined && sum !== inMinor)
    throw invalidRequest([
      { in: 'body', pointer: `${at}/denominations`, detail: `add up to ${toMajorUnits(sum, currency)} ${currency}` },
    ]);
  return { counted: inMinor, float: toMinorUnits(float, currency, `${at}/float`) };
}
