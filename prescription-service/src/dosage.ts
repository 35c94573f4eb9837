import { isDeepStrictEqual } from 'node:util';
import { dosageText } from './dosage-text';

/** How much and how often, in the terms of FHIR's Dosage and Timing; the ends of ranges are null where there is none. */
export interface DosagePart {
  dose: number | null;
  /** The most at a time: dose to doseMax. Fields that came later are absent in older records. */
  doseMax?: number | null;
  doseUnit: string | null;
  frequency: number | null;
  /** The most often: frequency to frequencyMax times a period, or up to it. */
  frequencyMax?: number | null;
  period: number | null;
  periodMax?: number | null;
  periodUnit: string | null;
  durationDays: number | null;
}

/** FHIR's Dosage, as far as this service has it; durations in days. */
export interface Dosage extends DosagePart {
  text: string | null;
  route: string | null;
  asNeeded: boolean | null;
  /** The most in 24 hours, in the unit of the dose. */
  maxPerDay?: number | null;
  /** One after the other, as FHIR's Dosage.sequence; the dose and the timing stand in them then. */
  steps?: DosagePart[] | null;
}

/**
 * With its text; one that was made of the parts, as they were `before`, follows them. Where nothing changed it is what
 * was stored, without the fields that came later: a checked prescription may not change.
 */
export function withText(dosage: Dosage, before?: Dosage | null): Dosage;
export function withText(dosage: Dosage | null, before?: Dosage | null): Dosage | null;
export function withText(dosage: Dosage | null, before: Dosage | null = null): Dosage | null {
  if (!dosage || (before && isDeepStrictEqual(told(dosage), told(before)))) return dosage && before;
  const wasMade = before !== null && dosage.text === before.text && before.text === dosageText(before);
  return { ...dosage, text: (wasMade ? null : dosage.text) ?? dosageText(dosage) };
}

function told(dosage: Dosage): [string, unknown][] {
  return Object.entries(dosage)
    .filter(([, value]) => value !== null)
    .sort();
}
