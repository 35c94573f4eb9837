import { z } from 'zod';
import { cleanLine, cleanText, isPrintable, isReadable } from './text';

const readable = (clean: (typed: string) => string, max: number) =>
  z
    .string()
    .overwrite(clean)
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine(isPrintable, 'has characters that cannot be stored')
    .refine((value) => value === '' || isReadable(value), 'must have a letter or a digit');

/** One line of text or more, cleaned of what nobody sees; `max` is in UTF-16 units. */
export const text = (max: number) => readable(cleanText, max);

/** The same on one line: names, units, numbers; a line break becomes a space. */
export const line = (max: number) => readable(cleanLine, max);

/** A field that may be absent or null, both of which are stored as null. */
export const optional = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? null);

export const uuid = z
  .guid('must be a UUID, such as 0192f3c4-5b6a-7cde-8f01-23456789abcd')
  .transform((id) => id.toLowerCase());

const earliest = Date.parse('1900-01-01T00:00:00Z');
const latest = Date.parse('2200-01-01T00:00:00Z');

/** An instant: RFC 3339 with its offset. Kept as the text it came as. */
export const instant = z.iso
  .datetime({
    offset: true,
    abort: true,
    error: ({ input }) =>
      input === undefined
        ? 'is required'
        : 'must be a time with its offset, such as 2026-12-01T09:00:00+01:00 or 2026-12-01T08:00:00Z',
  })
  .refine((time) => Date.parse(time) >= earliest && Date.parse(time) < latest, 'must be between 1900 and 2200')
  // PostgreSQL keeps six, and refuses a text of hundreds
  .refine((time) => !/\.\d{10}/.test(time), 'must have at most 9 decimals of a second')
  // PostgreSQL takes offsets below 16 hours; no place on earth has more than 14
  .refine((time) => !/[+-](1[5-9]|2\d):\d\d$/.test(time), 'has an offset that does not exist');

/** The same in a query, where an unescaped `+` has become a space. */
export const instantInQuery = z
  .string()
  .transform((time) => time.replace(/ (?=\d\d:\d\d$)/, '+'))
  .pipe(instant);

/** A calendar day without a zone, `YYYY-MM-DD`. */
export const date = z.iso
  .date({ error: 'must be a day, such as 1984-07-23', abort: true })
  .refine((day) => day >= '1850-01-01' && day < '2200-01-01', 'must be between 1850 and 2200');

export const booleanInQuery = z.stringbool({
  truthy: ['true'],
  falsy: ['false'],
  error: 'must be true or false',
});

/** `sub` of a token: what the issuer calls somebody. Compared to the letter, so it is not cleaned. */
export const subject = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{C}\s]([^\p{C}]*[^\p{C}\s])?$/u, 'has characters that no subject has, or begins or ends with a space');

/** The domain in lower case; what is before the @ may differ by case. */
export const email = z
  .string()
  .overwrite(cleanLine)
  .pipe(z.email('must be an e-mail address, such as name@example.org').max(254, 'must have at most 254 characters'))
  .transform((address) => address.replace(/@.*$/, (domain) => domain.toLowerCase()));

/** The same in a query, where an unescaped `+`, as in `ada+test@example.org`, has become a space. */
export const emailInQuery = z
  .string()
  .transform((address) => address.trim().replaceAll(' ', '+'))
  .pipe(email);

/** An id in an answer; any UUID that `uuid` takes, of whatever version. */
export const recordId = z.guid();

/** What every record has beside its own fields. */
export const recordFields = {
  id: recordId,
  version: z.int().min(1).meta({ description: 'Counts up with every change; the ETag of the record' }),
  createdAt: z.iso.datetime({ offset: true }),
  updatedAt: z.iso.datetime({ offset: true }),
};

const jsonForms = {
  string: { type: 'string' },
  number: { type: 'number' },
  array: { type: 'array', items: {} },
};
type JsonForms = Record<string, keyof typeof jsonForms>;

/**
 * Returns for `.meta()` what OpenAPI says of an object of which one of two fields is given, and not both. The schema has to
 * check it as well. Null stands for a field that is absent.
 */
export function oneOfTwo(forms: JsonForms) {
  const branches = Object.keys(forms).map((field) => {
    const other = Object.keys(forms).find((name) => name !== field) ?? field;
    return { ...given(forms, field), not: given(forms, other) };
  });
  return { oneOf: branches };
}

/** Returns the same of an object of which at least one of these fields is given. */
export function atLeastOneOf(forms: JsonForms) {
  return { anyOf: Object.keys(forms).map((field) => given(forms, field)) };
}

function given(forms: JsonForms, field: string) {
  return { required: [field], properties: { [field]: jsonForms[forms[field] ?? 'string'] } };
}

export const idParameters = z.strictObject({ id: uuid });

export const pageOf = <S extends z.ZodType>(record: S) =>
  z.strictObject({
    data: z.array(record),
    nextCursor: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last page' }),
    count: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'With countUpTo: how many there are for the caller, at most so many' }),
    countIsExact: z.boolean().optional().meta({ description: 'False: there are more than `count`' }),
  });
