import { idsInQuery, pagingParameters } from '@hms/service-kit/paging';
import type { Region } from '@hms/service-kit/phone';
import { booleanInQuery, emailInQuery, line } from '@hms/service-kit/schema';
import { isReadable } from '@hms/service-kit/text';
import { z } from 'zod';
import { birthDate } from './birth-date';
import { withLatinDigits } from './digits';
import { phoneOrItsEnd } from './phone-query';
import { gender } from './schemas';

/** The words of a name as it was typed. */
export const wordsOf = (typed: string): string[] => [
  ...new Set(
    typed
      .normalize()
      .toLowerCase()
      .replace(/['‘’‛ʹʻʼʽʾʿˈ`´′׳＇ꞌ]/g, '')
      .split(/[\s\p{P}\p{S}]+/u)
      .filter(isReadable),
  ),
];

/** The nine digits, of any script, however they are set apart. */
const mrnAsKept = (typed: string): string =>
  withLatinDigits(typed)
    .replace(/\D/g, '')
    .replace(/^(...)(...)(...)$/, '$1-$2-$3');

export const patientQuery = (region: Region) =>
  z.strictObject({
    ...pagingParameters,
    id: idsInQuery,
    name: line(200)
      .refine((typed) => wordsOf(typed).length <= 8, 'must have at most 8 words')
      .optional()
      .meta({
        description:
          'Words of the name, in any order, together or apart, the last perhaps not to its end; case, accents, a typo or two and spelling by sound are forgiven. Best match first.',
      }),
    // any day: nobody is born in the future, and so nobody is found
    birthDate: birthDate.optional().meta({ description: 'Finds all who could be born then, partial dates included' }),
    gender: gender.optional().meta({ description: 'Only patients of this gender' }),
    phone: phoneOrItsEnd(region).optional(),
    email: emailInQuery.optional().meta({ description: 'The whole address, without regard to case' }),
    mrn: z
      .string()
      .transform(mrnAsKept)
      .pipe(z.string().regex(/^\d{3}-\d{3}-\d{3}$/, 'must have nine digits, such as 100-000-017'))
      .optional()
      .meta({ description: 'The medical record number, with or without its hyphens' }),
    identifier: line(401)
      .regex(/^[^|]+\|.*[\p{L}\p{N}]/u, 'must be system|value')
      .optional()
      .meta({ description: '`system|value`; case, spaces and punctuation of the value do not count' }),
    active: booleanInQuery.optional().meta({ description: 'Only records in use, or only those that are not' }),
    deceased: z
      .enum(['true', 'false', 'any'])
      .optional()
      .meta({ description: 'Unless asked for, only the living are listed; by id, mrn or identifier anybody is found' }),
  });
export type PatientQuery = z.output<ReturnType<typeof patientQuery>>;
