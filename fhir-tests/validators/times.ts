import type { Node } from './walk';

const year = '\\d{4}';
const month = '(?:0[1-9]|1[0-2])';
const day = '(?:0[1-9]|[12]\\d|3[01])';
const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d:(?:[0-5]\\d|60)(?:\\.\\d+)?';
const zone = '(?:Z|[+-](?:(?:0\\d|1[0-3]):[0-5]\\d|14:00))';

const forms: Record<string, RegExp> = {
  instant: new RegExp(`^${year}-${month}-${day}T${clock}${zone}$`),
  dateTime: new RegExp(`^${year}(?:-${month}(?:-${day}(?:T${clock}${zone})?)?)?$`),
  date: new RegExp(`^${year}(?:-${month}(?:-${day})?)?$`),
  time: new RegExp(`^${clock}$`),
};
const withoutZone = new RegExp(`^${year}-${month}-${day}T[\\d:.]+$`);

/** Whether the calendar has the day: the forms let 30 February pass. */
const isDay = (text: string): boolean => {
  const date = /^\d{4}-\d\d-\d\d/.exec(text)?.[0];
  if (!date) return true;
  const read = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date);
};

/** Instants, dates and times that are none, among them times that do not say in which zone. */
export const timeFaults = ({ type, value, at }: Node): string[] => {
  const form = forms[type];
  // null has its extension beside it, or is told by empty.ts
  if (!form || value === null) return [];
  const text = JSON.stringify(value);
  if (typeof value === 'string' && form.test(value) && (type === 'time' || isDay(value))) return [];
  const what = type !== 'date' && withoutZone.test(text.slice(1, -1)) ? 'a time without a zone' : `no ${type}`;
  return [`${text} is ${what} at ${at}`];
};
