import { z } from 'zod';
import type { Queryable } from './database';

/**
 * Whether Node.js knows the zone under a name that PostgreSQL does not read in another way: PostgreSQL takes a name
 * without a slash for an abbreviation first, so that CET is an hour ahead of UTC in summer too, and IST is Israel.
 */
const isZoneName = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^(UTC$|[A-Za-z]+\/)/.test(name);
  } catch {
    return false;
  }
};

/** A time zone of the IANA database: `UTC`, or a name with a slash. Ask `knowsTimeZone` whether PostgreSQL knows it too. */
export const timeZone = z
  .string()
  .max(64, 'must have at most 64 characters')
  .refine(isZoneName, 'must be a time zone of the IANA database, such as Europe/London, or UTC')
  .meta({ description: 'A time zone of the IANA database, with a slash, or UTC', example: 'Europe/London' });

/** Returns whether PostgreSQL reckons with this zone; its list is another than that of Node.js. */
export async function knowsTimeZone(db: Queryable, name: string): Promise<boolean> {
  const [row] = await db.query<{ known: boolean }>('select knows_time_zone($1) as known', [name]);
  return row?.known ?? false;
}

/** To make one costs a hundred times what it costs to use it. */
const calendars = new Map<string, Intl.DateTimeFormat>();
const mostCalendars = 100;

const calendarOf = (zone: string): Intl.DateTimeFormat => {
  const known = calendars.get(zone);
  if (known) return known;
  if (calendars.size >= mostCalendars) calendars.clear();
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...parts });
  calendars.set(zone, calendar);
  return calendar;
};

/** Returns the day, `YYYY-MM-DD`, that the calendar in `zone` shows at an instant (milliseconds since 1970). */
export function dayIn(zone: string, at: number = Date.now()): string {
  return calendarOf(zone).format(at);
}

/** Returns today where the day begins first (UTC+14): nothing that has happened has a later date. */
export const latestToday = (): string => dayIn('Pacific/Kiritimati');
