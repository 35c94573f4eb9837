import { compact } from '@hms/fhir/resource';
import type { Dosage as FhirDosage, Ratio, Timing, TimingRepeat } from 'fhir/r4';
import type { Dosage, DosagePart } from '../dosage';
import { dosageText } from '../dosage-text';
import { routeOf } from './codes';
import { quantityOf, ucum } from './quantity';

/** Returns the dosage as FHIR has it: one, or one for each of its steps, in their order. */
export function dosagesOf(dosage: Dosage | null | undefined): FhirDosage[] {
  if (!dosage) return [];
  const { steps, text } = dosage;
  if (!steps?.length) return [compact<FhirDosage>({ text, ...partOf(dosage, dosage) })];
  return steps.map((step, place) => {
    const part = { ...step, doseUnit: step.doseUnit ?? dosage.doseUnit };
    return compact<FhirDosage>({
      sequence: place + 1,
      text: stepText(dosage, part, place),
      // the text of all steps together
      patientInstruction: place === 0 ? text : undefined,
      ...partOf(part, dosage),
    });
  });
}

/** What a step says by itself. */
export function stepText({ route, asNeeded }: Dosage, part: DosagePart, place: number): string | null {
  return dosageText({ ...part, text: null, route: place === 0 ? route : null, asNeeded });
}

function partOf(part: DosagePart, { route, asNeeded, maxPerDay, doseUnit }: Dosage): FhirDosage {
  const dose = quantityOf(part.dose, part.doseUnit);
  const most = part.doseMax ?? null;
  const range = most === null ? undefined : { low: dose, high: quantityOf(most, part.doseUnit) };
  return compact<FhirDosage>({
    timing: timingOf(part),
    asNeededBoolean: asNeeded,
    route: routeOf(route),
    doseAndRate: dose && [range ? { doseRange: compact(range) } : { doseQuantity: dose }],
    maxDosePerPeriod: mostOf(maxPerDay ?? null, doseUnit),
  });
}

function mostOf(maxPerDay: number | null, doseUnit: string | null): Ratio | undefined {
  if (maxPerDay === null) return undefined;
  const numerator = quantityOf(maxPerDay, doseUnit);
  return { ...(numerator && { numerator }), denominator: { value: 24, unit: 'h', system: ucum, code: 'h' } };
}

/** A frequency without a period is so many times in all, which is FHIR's count. */
function timingOf(part: DosagePart): Timing | undefined {
  const { frequency, frequencyMax = null, period, periodMax, periodUnit, durationDays } = part;
  const isInAll = periodUnit === null;
  const repeat = compact<TimingRepeat>({
    boundsDuration: durationDays === null ? null : { value: durationDays, unit: 'day', system: ucum, code: 'd' },
    ...(isInAll
      ? // tim-8: no countMax without a count
        { count: frequency ?? (frequencyMax === null ? null : 1), countMax: frequencyMax }
      : { frequency, frequencyMax, period: period ?? 1, periodMax, periodUnit: periodUnit as 'd' }),
  });
  return Object.keys(repeat).length > 0 ? { repeat } : undefined;
}
