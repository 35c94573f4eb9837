import { line } from '@hms/service-kit/schema';
import { z } from 'zod';

/** What the knowledge may lack of a medicine; form and strength it has of none. */
export const gaps = ['form', 'strength', 'code', 'class', 'interactions', 'cross-allergies', 'washout'] as const;
const matches = ['name', 'spelling', 'near', 'stem'] as const;

export const MedicationQuery = z.strictObject({
  name: line(200).meta({
    description: 'The beginning of a name or of its words, as it is typed; or an ATC code',
    example: 'amoxic',
  }),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 50')
    .transform(Number)
    .pipe(z.int().min(1, 'must be at least 1').max(50, 'must be at most 50'))
    .default(10)
    .meta({ description: 'How many to return at most, 1 to 50' }),
});

const rules = z.int().min(0);

const Medication = z
  .strictObject({
    name: z.string().meta({ description: 'The international name of a drug, or the name of a class' }),
    kind: z.enum(['drug', 'class']),
    foundBy: z.string().meta({ description: 'Which of its names was found: a brand, say' }),
    match: z.enum(matches).meta({
      description:
        'name: it begins with what was asked for; spelling: in another common spelling; near: one slip away, or two in a long word; stem: the ending of the name tells the class, and the drug itself is not known',
    }),
    otherNames: z.array(z.string()).meta({
      description: 'Brands, synonyms and names in other languages, which the knowledge base does not tell apart',
    }),
    codes: z.array(z.string()).meta({ description: 'ATC; of a class the beginnings of its codes' }),
    classes: z.array(z.string()).meta({ description: 'The classes of a drug' }),
    rules: z
      .strictObject({ interactions: rules, crossAllergies: rules })
      .meta({ description: 'How many rules name it or one of its classes' }),
    washoutDays: z.number().nullable().meta({ description: 'For how long it goes on working after the last dose' }),
    notKnown: z
      .array(z.enum(gaps))
      .meta({ description: 'What the knowledge base does not say of it, which is not the same as that there is none' }),
  })
  .meta({ id: 'KnownMedication' });
export type Medication = z.output<typeof Medication>;

export const Medications = z.strictObject({
  data: z.array(Medication),
  knowledgeVersion: z.int(),
  knowledgeOrigin: z.string().meta({ description: 'Where the knowledge base came from' }),
});
