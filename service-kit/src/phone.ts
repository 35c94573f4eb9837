import {
  isSupportedCountry,
  Metadata,
  parsePhoneNumberWithError,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/min';
import { z } from 'zod';
import { cleanLine } from './text';

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

interface NumberingPlan {
  /** Of national numbers, whatever they are for; undocumented, but what `isValid` itself begins with. */
  nationalNumberPattern(): string;
}

const plans = new Map<string, RegExp>();
const planOf = (callingCode: PhoneNumber['countryCallingCode']): RegExp => {
  const known = plans.get(callingCode);
  if (known) return known;
  const metadata = new Metadata();
  // it takes a calling code as well, though its types do not say so
  metadata.selectNumberingPlan(callingCode as unknown as Region);
  const { nationalNumberPattern } = metadata.numberingPlan as unknown as NumberingPlan;
  const plan = new RegExp(`^(?:${nationalNumberPattern.call(metadata.numberingPlan)})$`);
  plans.set(callingCode, plan);
  return plan;
};

/**
 * Whether the plan of its country has such numbers. Not whether this one is given out: lists of those grow old, and a
 * patient's real number must not be refused.
 */
const isInPlan = (number: PhoneNumber): boolean =>
  number.isPossible() && planOf(number.countryCallingCode).test(number.nationalNumber);

/**
 * A number as people write it, kept as E.164 has it (`+442079460018`).
 * @param defaultCountry where a number that begins without a plus belongs
 */
export const phone = (defaultCountry: Region) =>
  z
    .string()
    .overwrite(cleanLine)
    .max(50, 'must have at most 50 characters')
    .transform((typed, context): string => {
      const number = parse(typed, defaultCountry);
      if (number && isInPlan(number) && !number.ext) return number.number;
      context.addIssue({
        code: 'custom',
        message: number?.ext
          ? 'must be without an extension'
          : `must be a phone number, such as +44 20 7946 0018; without the plus it is taken as one of ${defaultCountry}`,
      });
      return z.NEVER;
    })
    .meta({ description: `E.164 in answers; without a plus it is taken as one of ${defaultCountry}` });

/** The same in a query, where an unescaped `+` has become a space. */
export const phoneInQuery = (defaultCountry: Region) =>
  z
    .string()
    .transform((typed) => typed.replace(/^ +(?=[\p{Nd}(])/u, '+'))
    .pipe(phone(defaultCountry));
