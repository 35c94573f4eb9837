import { latinDigits } from '../texts/digits';
import { birthDateIn, type TypedDate } from './birth-date';
import { isMrn } from './mrn';

/** What was understood of what somebody typed into the one field. */
export interface Search {
  name: string;
  birthDate: TypedDate | undefined;
  mrn: string | undefined;
  /** A whole number, or how one ends. */
  phone: string | undefined;
  email: string | undefined;
  /** Digits, or half a date, of which nothing can be made yet. */
  unfinished: string | undefined;
}

const mrnShape = /(?<![\d+])(\d{3})[- ]?(\d{3})[- ]?(\d{3})(?!\d)/;
const numeric = /^[+(]?[\d()./-]*\d[\d()./-]*$/;
/** So many of its last digits find a phone number; with its country it is a whole one. */
const shortestEnd = 4;
const shortestWhole = 7;
/** Of a date or an MRN that is still being typed. */
const half = /^(\d{1,2}[./-]\d{0,2}([./-]\d{0,3})?|(19|20)\d\d[./-]\d{0,2}([./-]\d?)?|\d{3}-\d{0,3}(-\d{0,2})?)$/;

/** Returns what was meant by words, numbers and dates, in whatever order and script of digits they were typed. */
export function parseSearch(typed: string, dayFirst: boolean, today: string): Search {
  const search: Search = {
    name: '',
    birthDate: undefined,
    mrn: undefined,
    phone: undefined,
    email: undefined,
    unfinished: undefined,
  };
  let rest = latinDigits(typed);
  rest = take(rest, mrnShape, (text) => {
    const digits = text.replace(/\D/g, '');
    if (!isMrn(digits)) return false;
    search.mrn = digits.replace(/^(...)(...)(...)$/, '$1-$2-$3');
    return true;
  });
  const words: string[] = [];
  let digits = '';
  const endNumber = () => {
    place(digits, search, today);
    digits = '';
  };
  for (const token of rest.split(/[\s,;،]+/).filter((word) => word !== '')) {
    const date = search.birthDate === undefined ? birthDateIn(token, dayFirst, today) : undefined;
    if (date) search.birthDate = date;
    else if (half.test(token)) search.unfinished = token;
    else if (numeric.test(token)) {
      if (token.startsWith('+') || isYear(token, today)) endNumber();
      digits += token.replace(/[^\d+]/g, '');
      if (isYear(digits, today)) endNumber();
      continue;
    } else if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(token)) search.email = token;
    else words.push(token);
    endNumber();
  }
  endNumber();
  search.name = words.join(' ');
  return search;
}

/** Returns the filters of `GET /patients` for it; undefined where there is nothing to ask yet. */
export function filtersOf({ name, birthDate, mrn, phone, email }: Search) {
  const letters = name.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
  // one letter of an alphabet finds everybody; one sign of Chinese or Japanese is a name
  const asksName = letters.length > 1 || /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(letters);
  const filters = {
    ...(asksName && { name: name.split(' ').slice(0, 8).join(' ') }),
    ...(birthDate && { birthDate: birthDate.value }),
    ...(mrn && { mrn }),
    ...(phone && { phone }),
    ...(email && { email }),
  };
  return Object.keys(filters).length === 0 ? undefined : filters;
}

function place(digits: string, search: Search, today: string): void {
  if (digits === '') return;
  if (isYear(digits, today) && search.birthDate === undefined) search.birthDate = { value: digits, other: undefined };
  else if (digits.length >= (digits.startsWith('+') ? shortestWhole : shortestEnd) && digits.length <= 16)
    search.phone = digits;
  else search.unfinished = digits;
}

const isYear = (digits: string, today: string) => /^(19|20)\d\d$/.test(digits) && digits <= today.slice(0, 4);

/** Whether it can only be how a number ends: nowhere are whole ones so short. */
export function isPhoneEnd(phone: string): boolean {
  return phone.length < shortestWhole;
}

function take(text: string, pattern: RegExp, accept: (found: string) => boolean): string {
  const found = pattern.exec(text);
  return found && accept(found[0]) ? text.replace(found[0], ' ') : text;
}
