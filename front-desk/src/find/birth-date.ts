/** As much of a date as was typed: `1984-07-23`, `1984-07` or `1984`. */
export interface TypedDate {
  value: string;
  /** What it would be with day and month the other way round, where that is a day as well. */
  other: string | undefined;
}

const year = String.raw`(\d{4})`;
const part = String.raw`(\d{1,2})`;
const iso = new RegExp(`^${year}-${part}(?:-${part})?$`);
const yearFirst = new RegExp(`^${year}[./]${part}[./]${part}$`);
const yearLast = new RegExp(String.raw`^${part}([./-])${part}\2(\d{4}|\d{2})$`);

/**
 * Returns the birth date that somebody typed, or undefined where it is none. With points the day comes first, everywhere; with
 * slashes or hyphens where `dayFirst` says so.
 */
export function birthDateIn(typed: string, dayFirst: boolean, today: string): TypedDate | undefined {
  const [, isoYear, isoMonth, isoDay] = iso.exec(typed) ?? yearFirst.exec(typed) ?? [];
  if (isoYear && isoMonth) {
    const value = dateOf(isoYear, isoMonth, isoDay);
    return value === undefined || value > today ? undefined : { value, other: undefined };
  }
  const [, first, separator, second, typedYear] = yearLast.exec(typed) ?? [];
  if (!first || !second || !typedYear) return undefined;
  const century = typedYear.length === 4 ? typedYear : inThePast(typedYear, today);
  const asDayFirst = dateOf(century, second, first);
  const asMonthFirst = dateOf(century, first, second);
  const [value, other] =
    separator === '.' ? [asDayFirst] : dayFirst ? [asDayFirst, asMonthFirst] : [asMonthFirst, asDayFirst];
  const known = [value, other].filter((date) => date !== undefined && date <= today);
  return known[0] === undefined ? undefined : { value: known[0], other: known[1] === known[0] ? undefined : known[1] };
}

/** Returns the years of a person, in whole years; undefined where the year is all that is known of neither. */
export function ageOn(today: string, birthDate: string): { years: number; months: number; isAbout: boolean } {
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number);
  const [thisYear = 0, thisMonth = 0, thisDay = 0] = today.split('-').map(Number);
  const isEarlier = thisMonth < month || (thisMonth === month && thisDay < day);
  const monthsAlive = (thisYear - year) * 12 + (thisMonth - (month || thisMonth)) - (thisDay < day ? 1 : 0);
  return { years: thisYear - year - (isEarlier ? 1 : 0), months: monthsAlive, isAbout: birthDate.length < 10 };
}

function inThePast(twoDigits: string, today: string): string {
  const thisCentury = `${today.slice(0, 2)}${twoDigits}`;
  return thisCentury > today.slice(0, 4) ? String(Number(thisCentury) - 100) : thisCentury;
}

function dateOf(year: string, month: string, day: string | undefined): string | undefined {
  const text = [year, month.padStart(2, '0'), ...(day ? [day.padStart(2, '0')] : [])].join('-');
  const whole = day ? text : `${text}-01`;
  const parsed = new Date(`${whole}T00:00:00Z`);
  const isDay = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(whole);
  return isDay && year > '1850' ? text : undefined;
}
