import { doctorName, type Doctor } from './doctors';
import { addDays, weekOf } from './clock';

/** What the address says of the day; no patient stands in it. */
export interface DaySearch {
  /** Absent: today. */
  date?: string;
  view?: 'week';
  specialty?: string;
  doctor?: string;
}

/** Reads the address; what is none of it is left out. */
export function daySearch(given: Record<string, unknown>): DaySearch {
  const { date, view, specialty, doctor } = given;
  return {
    ...(isDay(date) && { date }),
    ...(view === 'week' && { view }),
    ...(typeof specialty === 'string' && { specialty }),
    ...(typeof doctor === 'string' && { doctor }),
  };
}

const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));

/** One column: a doctor on a day. */
export interface Column {
  key: string;
  doctor: Doctor;
  day: string;
}

/** More columns than this are not read at one desk; whoever has more doctors chooses among them. */
export const mostColumns = 12;

export interface Shown {
  doctors: Doctor[];
  days: string[];
  columns: Column[];
}

/**
 * Returns the columns that are to be shown: the day of each doctor, or the week of one.
 * @param own the doctor who is signed in
 */
export function shownOf(search: DaySearch, all: readonly Doctor[], today: string, own: string | undefined): Shown {
  const doctors = doctorsOf(search, all, own);
  const days = daysOf(search, today);
  const columns = doctors.flatMap((doctor) => days.map((day) => ({ key: `${doctor.id} ${day}`, doctor, day })));
  return { doctors, days, columns };
}

/** Returns the day that is asked for, or the days of its week. */
export function daysOf({ date, view }: DaySearch, today: string): [string, ...string[]] {
  return view === 'week' ? weekOf(date ?? today) : [date ?? today];
}

/** Returns whose columns are asked for. */
export function doctorsOf(search: DaySearch, all: readonly Doctor[], own: string | undefined): Doctor[] {
  const chosen = chosenOf(search, all, own);
  return search.view === 'week' ? chosen.slice(0, 1) : chosen;
}

function chosenOf({ specialty, doctor }: DaySearch, all: readonly Doctor[], own: string | undefined): Doctor[] {
  const named = all.filter(({ id }) => id === (doctor ?? (specialty === undefined ? own : undefined)));
  if (named.length > 0) return named;
  if (specialty !== undefined) return all.filter((one) => one.specialty === specialty);
  if (all.length <= mostColumns) return [...all];
  return all.filter((one) => one.specialty === all[0]?.specialty);
}

/** Returns the same place a day, or a week, later or earlier. */
export function turned(search: DaySearch, today: string, by: 1 | -1): DaySearch {
  return { ...search, date: addDays(search.date ?? today, search.view === 'week' ? by * 7 : by) };
}

/** What a doctor is called in a list of several. */
export const inList = (doctor: Doctor): string => `${doctorName(doctor)} · ${doctor.specialty}`;
