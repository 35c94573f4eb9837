import { toMajorUnits, toMinorUnits } from '@hms/service-kit/money';
import type { Money } from 'fhir/r4';

/** Returns an amount in major units, as the records have it, with its currency; undefined where there is none. */
export function money(value: number | null | undefined, currency: string): Money | undefined {
  return value === null || value === undefined ? undefined : { value, currency };
}

/** Returns what is left of an amount, worked out in minor units: in floating point 0.3 - 0.1 is not 0.2. */
export function less(amount: number, taken: number, currency: string): number {
  const minor = (value: number) => toMinorUnits(value, currency, '/amount');
  return Number(toMajorUnits(minor(amount) - minor(taken), currency));
}
