import { phoneInQuery, type Region } from '@hms/service-kit/phone';
import { cleanLine } from '@hms/service-kit/text';
import { z } from 'zod';
import { withLatinDigits } from './digits';

/** Four digits find ten of 100,000 patients; E.164 has 15. */
const end = /^\d{4,15}$/;

/** A whole number, which is E.164 then (`+442079460018`), or the digits that one ends with. */
export const phoneOrItsEnd = (region: Region) => {
  const whole = phoneInQuery(region);
  return z
    .string()
    .transform((typed, context): string => {
      const number = whole.safeParse(typed);
      if (number.success) return number.data;
      const digits = withLatinDigits(cleanLine(typed)).replace(/[\s().\-/]/g, '');
      if (end.test(digits)) return digits;
      const fault = number.error.issues.map(({ message }) => message).join(' ');
      context.addIssue({ code: 'custom', message: `${fault}; or its last digits, four at least` });
      return z.NEVER;
    })
    .meta({ description: 'The whole number, however it is written, or its last digits, four at least' });
};

/** Who has it: with its plus a number ends with nothing but itself. A range, not a pattern, so that the index is used whatever is asked. */
export const patientsWithPhone = `select id from patients
  where reverse(phone) collate "C" between reverse(?) and reverse(?) || ':'`;
