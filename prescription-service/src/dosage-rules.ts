import type { z } from 'zod';
import type { Dosage, DosagePart } from './dosage';

type Faults = z.core.$RefinementCtx;

/**
 * Refuses what contradicts itself. FHIR R4, Timing: tim-2 a period needs its unit, tim-6 a periodMax its period, tim-5 no
 * period is below 0. R4 has no rule against a unit without a period: that is read as a period of 1; and a period without
 * a frequency as once in it (meaningWhenMissing). A frequency alone is so many times in all: it tells no rate.
 */
export function judgePart(part: DosagePart, faults: Faults): void {
  const { dose, doseMax = null, frequency, frequencyMax = null, period, periodMax = null, periodUnit } = part;
  if (period !== null && periodUnit === null) {
    refuse(faults, ['periodUnit'], 'is required with period: s, min, h, d, wk, mo or a (FHIR R4, tim-2)');
  }
  if (periodMax !== null && period === null) refuse(faults, ['period'], 'is required with periodMax (FHIR R4, tim-6)');
  if (doseMax !== null && dose === null) refuse(faults, ['dose'], 'is required with doseMax');
  if (isNoRange(dose, doseMax)) refuse(faults, ['doseMax'], 'must be more than dose');
  if (isNoRange(frequency, frequencyMax)) refuse(faults, ['frequencyMax'], 'must be more than frequency');
  if (isNoRange(period, periodMax)) refuse(faults, ['periodMax'], 'must be more than period');
}

const inSteps = [
  ...(['dose', 'doseMax', 'frequency', 'frequencyMax', 'period', 'periodMax', 'periodUnit'] as const),
  ...(['durationDays', 'maxPerDay'] as const),
];

export function judgeDosage(dosage: Dosage, faults: Faults): void {
  judgeMost(dosage, faults);
  const { steps = null } = dosage;
  if (steps === null) return;
  for (const name of inSteps) {
    if ((dosage[name] ?? null) !== null)
      refuse(faults, [name], 'must be absent or null, because each of the steps has its own');
  }
  for (const [place, { durationDays }] of steps.slice(0, -1).entries()) {
    if (durationDays === null) {
      refuse(faults, ['steps', place, 'durationDays'], 'is required: only the last step may be open-ended');
    }
  }
}

/** At the least, as months and years differ. */
const periodsPerDay = new Map<string | null, number>([
  ['s', 86_400],
  ['min', 1440],
  ['h', 24],
  ['d', 1],
  ['wk', 1 / 7],
  ['mo', 1 / 31],
  ['a', 1 / 366],
]);

/** The most a day must let a dose be taken, and as often as it is to be taken. */
function judgeMost({ maxPerDay = null, ...part }: Dosage, faults: Faults): void {
  if (maxPerDay === null) return;
  const { dose, doseMax, frequency, period, periodMax, periodUnit, asNeeded } = part;
  if (dose === null) {
    refuse(faults, ['dose'], 'is required with maxPerDay');
    return;
  }
  const periods = (periodsPerDay.get(periodUnit) ?? 0) / (periodMax ?? period ?? 1);
  const perDay = Number((dose * (frequency ?? 1) * periods).toPrecision(12));
  if (maxPerDay < (doseMax ?? dose)) refuse(faults, ['maxPerDay'], 'must not be less than one dose');
  else if (!asNeeded && perDay > maxPerDay) {
    refuse(faults, ['maxPerDay'], 'must not be less than the daily dose by dose and frequency');
  }
}

function isNoRange(least: number | null, most: number | null): boolean {
  return least !== null && most !== null && most <= least;
}

function refuse({ addIssue }: Faults, path: (string | number)[], message: string): void {
  addIssue({ code: 'custom', path, message });
}
