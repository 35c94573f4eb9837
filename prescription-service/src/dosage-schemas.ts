import { line, optional, text } from '@hms/service-kit/schema';
import { cleanLine, isPrintable, isReadable } from '@hms/service-kit/text';
import { z } from 'zod';
import { judgeDosage, judgePart } from './dosage-rules';

/** What a patient reads must be the number that is stored, so it must have an end; smaller amounts have smaller units. */
const decimals = 6;

/** An amount of a medicine: more than 0, at most `max`, with at most 6 decimals. */
export const amountUpTo = (max: number) =>
  z
    .number()
    .positive('must be more than 0')
    .max(max, `must be at most ${max}`)
    .refine(
      (number) => Number(number.toFixed(decimals)) === number,
      `must have at most ${decimals} decimals: round it, or take a smaller unit`,
    )
    .meta({ multipleOf: Number(`1e-${decimals}`) });
const amount = amountUpTo(1_000_000_000);
const count = z.int().min(1, 'must be at least 1').max(1000, 'must be at most 1000');

const doseUnit = z
  .string()
  .overwrite(cleanLine)
  .min(1, 'must not be empty')
  .max(50, 'must have at most 50 characters')
  .refine(isPrintable, 'has characters that cannot be stored')
  .refine((unit) => unit === '' || isReadable(unit) || /[%‰]/.test(unit), 'must have a letter, a digit or a %')
  .meta({ description: 'A symbol of UCUM or a word: mg, units, tablet' });

const timing = {
  frequency: optional(count).meta({ description: 'How many times a period; absent beside a period: once' }),
  frequencyMax: optional(count).meta({ description: 'From frequency up to so many times; alone: up to so many' }),
  period: optional(amount).meta({ description: 'Absent beside a periodUnit: 1' }),
  periodMax: optional(amount).meta({ description: 'Every period to periodMax' }),
  // UCUM's units of time, as FHIR's Timing has them
  periodUnit: optional(z.enum(['s', 'min', 'h', 'd', 'wk', 'mo', 'a'])),
  durationDays: optional(count),
};
const doseMax = optional(amount).meta({ description: 'The most at a time: dose to doseMax' });

const NewStep = z
  .strictObject({ dose: amount, doseMax, doseUnit: optional(doseUnit), ...timing })
  .superRefine(judgePart);

export const NewDosage = z
  .strictObject({
    // the text that is made of the longest steps fits
    text: optional(text(5000)).meta({ description: 'Absent: made of the other parts' }),
    dose: optional(amount),
    doseMax,
    doseUnit: optional(doseUnit),
    route: optional(line(50)),
    ...timing,
    asNeeded: optional(z.boolean()),
    maxPerDay: optional(amount).meta({ description: 'The most in 24 hours, in the unit of the dose' }),
    steps: optional(z.array(NewStep).min(2, 'must have at least 2 steps').max(20, 'must have at most 20 steps')).meta({
      description: 'One after the other, in place of dose and timing; each but the last has durationDays',
    }),
  })
  .superRefine(judgePart)
  .superRefine(judgeDosage);

const number = z.number().nullable();
const newer = number.optional();
const answeredPart = {
  dose: number,
  doseMax: newer,
  doseUnit: z.string().nullable(),
  frequency: number,
  frequencyMax: newer,
  period: number,
  periodMax: newer,
  periodUnit: z.string().nullable(),
  durationDays: number,
};

/** Fields that came later are absent in older records. */
export const AnsweredDosage = z
  .strictObject({
    text: z.string().nullable(),
    ...answeredPart,
    route: z.string().nullable(),
    asNeeded: z.boolean().nullable(),
    maxPerDay: newer,
    steps: z.array(z.strictObject(answeredPart)).nullable().optional(),
  })
  .nullable();
