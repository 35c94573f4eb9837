import { date } from '@hms/service-kit/schema';
import { latestToday } from '@hms/service-kit/time-zone';
import { z } from 'zod';

/** FHIR's date: a day, or no more of it than is known: `1984`, `1984-07`. */
export const birthDate = z
  .string()
  .regex(/^\d{4}(-\d\d(-\d\d)?)?$/, {
    error: 'must be a date such as 1984-07-23, or the part of it that is known: 1984-07, 1984',
    abort: true,
  })
  .refine((known) => date.safeParse(`${known}-01-01`.slice(0, 10)).success, 'must be a day of the calendar after 1850')
  .meta({ description: 'A day, or as much of it as is known: `1984-07-23`, `1984-07`, `1984`' });

/** Whether all of what is known of it is later than today, where the day begins first. */
export const isInFuture = (known: string): boolean => known > latestToday().slice(0, known.length);

/** The earliest instant of that date anywhere (UTC+14), in milliseconds since 1970. */
export const earliestBirth = (known: string): number => Date.parse(`${`${known}-01-01`.slice(0, 10)}T00:00:00+14:00`);

/** Whether two birth dates, each known in part or in full, can be the same day. */
export const couldBeSame = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** What one may have written for the other: a digit other, two upstreams swapped, day and month swapped. */
export const isSlipOf = (a: string, b: string): boolean => {
  const [year, month, day] = a.split('-');
  return differsByOneSlip(a, b) || (day !== undefined && `${year}-${day}-${month}` === b);
};

/** One character other, or two upstreams swapped. */
export const differsByOneSlip = (a: string, b: string): boolean => {
  if (a.length !== b.length) return false;
  const digits = Array.from(a.replaceAll('-', ''));
  const others = Array.from(b.replaceAll('-', ''));
  const different = digits.flatMap((digit, i) => (digit === others[i] ? [] : [i]));
  const [first = 0, second = 0] = different;
  const swapped = second === first + 1 && digits[first] === others[second] && digits[second] === others[first];
  return different.length === 1 || (different.length === 2 && swapped);
};
