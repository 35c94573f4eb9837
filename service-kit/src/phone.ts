import {
  isSupportedCountry,
  parsePhoneNumberWithError,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/min';
import { z } from 'zod';

/** ISO 3166-1 alpha-2, such as `US`. */
export type Region = CountryCode;

export const region = z.custom<Region>(
  (code) => typeof code === 'string' && isSupportedCountry(code),
  'must be a country of ISO 3166, such as US',
);

const parse = (typed: string, defaultCountry: Region): PhoneNumber | undefined => {
  try {
    return parsePhoneNumberWithError(typed, { defaultCountry, extract: false });
  } catch {
    return undefined;
  }
};

/**
 * A number as people write it, kept as E.164 has it (`+442079460018`).
 * @param defaultCountry where a number that begins without a plus belongs
 */
export const phone = (defaultCountry: Region) =>
  z
    .string()
    .trim()
    .max(50, 'must have at most 50 characters')
    .transform((typed, context): string => {
      const number = parse(typed, defaultCountry);
      // possible, not valid: lists of given-out numbers grow old, and a patient's real one must not be refused
      if (number?.isPossible() && !number.ext) return number.number;
      context.addIssue({
        code: 'custom',
        message: number?.ext
          ? 'must be without an extension'
          : `must be a phone number, such as +44 20 7946 0018; without the plus it is taken as one of ${defaultCountry}`,
      });
      return z.NEVER;
    })
    .meta({ description: `E.164 in answers; without a plus it is taken as one of ${defaultCountry}` });
