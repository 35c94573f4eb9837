import { onlyOne } from '@hms/fhir/body';
import { z } from 'zod';
import type { Dosage, DosagePart } from '../dosage';
import { sameUnit } from '../dosage-units';
import { route } from './codes';
import { stepText } from './dosage-mapping';
import { quantity, ucum } from './quantity';

const days = z.strictObject({
  value: z.number(),
  unit: z.enum(['d', 'day', 'days']).optional(),
  system: z.literal(ucum),
  code: z.literal('d', 'is kept in days: d'),
});

const repeat = z
  .strictObject({
    boundsDuration: days.optional(),
    count: z.number().optional(),
    countMax: z.number().optional(),
    frequency: z.number().optional(),
    frequencyMax: z.number().optional(),
    period: z.number().optional(),
    periodMax: z.number().optional(),
    periodUnit: z.string().optional(),
  })
  .superRefine(({ count, countMax, ...told }, context) => {
    const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    const isRate = told.period !== undefined || told.periodUnit !== undefined;
    if (isRate && (count !== undefined || countMax !== undefined))
      refuse('count', 'is not kept beside a period; send boundsDuration in days');
    if (!isRate && (told.frequency !== undefined || told.frequencyMax !== undefined))
      refuse('frequency', 'needs a period; how often in all is told by count');
  });

const fullDay = [
  { value: 24, code: 'h' },
  { value: 1, code: 'd' },
];

/** A dose is what was ordered; one that was calculated from it has no place. */
const ordered = z.strictObject({
  coding: onlyOne(
    z.strictObject({
      system: z.literal('http://terminology.hl7.org/CodeSystem/dose-rate-type'),
      code: z.literal('ordered'),
      display: z.string().optional(),
    }),
  ),
});

const dosage = z.strictObject({
  sequence: z.number().optional(),
  text: z.string().optional(),
  patientInstruction: z.string().optional(),
  timing: z.strictObject({ repeat: repeat.optional() }).optional(),
  asNeededBoolean: z.boolean().optional(),
  route: route.optional(),
  doseAndRate: onlyOne(
    z
      .strictObject({
        type: ordered.optional(),
        doseQuantity: quantity.optional(),
        doseRange: z.strictObject({ low: quantity, high: quantity }).optional(),
      })
      .refine(
        ({ doseQuantity, doseRange }) => !doseQuantity || !doseRange,
        'has one dose, as a quantity or as a range',
      ),
  ).optional(),
  maxDosePerPeriod: z
    .strictObject({
      numerator: quantity,
      denominator: z
        .strictObject({
          value: z.number(),
          unit: z.string().optional(),
          system: z.literal(ucum),
          code: z.string(),
        })
        .refine(
          ({ value, code }) => fullDay.some((one) => one.value === value && one.code === code),
          'is kept for 24 hours: 24 h or 1 d',
        ),
    })
    .optional(),
});
type Part = z.output<typeof dosage>;

/** `dosageInstruction` as the native dosage: several are its steps, one after the other. */
export const dosages = z
  .array(dosage)
  .min(1, 'must not be empty')
  .superRefine((parts, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const [first] = parts;
    parts.forEach((part, place) => {
      requireOneUnit(part, (path, message) => refuse([place, ...path], message));
      const isOnly = parts.length === 1;
      if (isOnly ? (part.sequence ?? 1) !== 1 : part.sequence !== place + 1)
        refuse([place, 'sequence'], `must be ${place + 1}: they follow one after the other here`);
      if ((isOnly || place > 0) && part.patientInstruction !== undefined)
        refuse([place, 'patientInstruction'], 'is kept as text; for several, as that of the first');
      if (part.route !== first?.route) refuse([place, 'route'], 'must be the same in each');
      if (part.asNeededBoolean !== first?.asNeededBoolean)
        refuse([place, 'asNeededBoolean'], 'must be the same in each');
      if (!isOnly && part.maxDosePerPeriod) refuse([place, 'maxDosePerPeriod'], 'is not kept where the dose changes');
    });
    if (parts.length === 1) return;
    const native = nativeOf(parts);
    native.steps?.forEach((step, place) => {
      const { text } = parts[place] ?? {};
      if (text !== undefined && text !== stepText(native, step, place))
        refuse(
          [place, 'text'],
          'is made of the other elements; the text of all together is patientInstruction of the first',
        );
    });
  })
  .transform(nativeOf);

function requireOneUnit({ doseAndRate, maxDosePerPeriod }: Part, refuse: (path: string[], message: string) => void) {
  const { doseQuantity, doseRange } = doseAndRate?.[0] ?? {};
  const unit = (doseQuantity ?? doseRange?.low)?.unit ?? null;
  const isSame = (other: string | null) => other === unit || (other !== null && unit !== null && sameUnit(other, unit));
  if (doseRange && !isSame(doseRange.high.unit)) refuse(['doseAndRate'], 'must have one unit for low and high');
  if (maxDosePerPeriod && !isSame(maxDosePerPeriod.numerator.unit))
    refuse(['maxDosePerPeriod', 'numerator'], 'must be in the unit of the dose');
}

function nativeOf(parts: Part[]): Dosage {
  const [first] = parts;
  const common = { route: first?.route ?? null, asNeeded: first?.asNeededBoolean ?? null };
  if (first && parts.length === 1)
    return {
      ...partOf(first),
      ...common,
      text: first.text ?? null,
      maxPerDay: first.maxDosePerPeriod?.numerator.value ?? null,
    };
  const nothing = partOf({});
  return { ...nothing, ...common, text: first?.patientInstruction ?? null, steps: parts.map(partOf) };
}

function partOf({ doseAndRate, timing }: Part): DosagePart {
  const { doseQuantity, doseRange } = doseAndRate?.[0] ?? {};
  const dose = doseQuantity ?? doseRange?.low;
  const { repeat: told = {} } = timing ?? {};
  return {
    dose: dose?.value ?? null,
    doseMax: doseRange?.high.value ?? null,
    doseUnit: dose?.unit ?? null,
    frequency: told.frequency ?? told.count ?? null,
    frequencyMax: told.frequencyMax ?? told.countMax ?? null,
    period: told.period ?? null,
    periodMax: told.periodMax ?? null,
    periodUnit: told.periodUnit ?? null,
    durationDays: told.boundsDuration?.value ?? null,
  };
}
