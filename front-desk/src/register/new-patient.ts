import { birthDateIn } from '../find/birth-date';
import { latinDigits } from '../texts/digits';
import type { Search } from '../find/parse-search';

/** What is sent; the compiler holds it against the service's own document where it is. */
export interface NewPatient {
  givenName?: string;
  familyName?: string;
  unidentified?: boolean;
  birthDate?: string;
  gender: Fields['gender'];
  phone?: string;
  email?: string;
  address?: { line1?: string; city?: string; postalCode?: string };
}

/** What stands in the fields of the form. */
export interface Fields {
  givenName: string;
  familyName: string;
  unidentified: boolean;
  birthDate: string;
  gender: 'male' | 'female' | 'other' | 'unknown';
  phone: string;
  email: string;
  line1: string;
  city: string;
  postalCode: string;
}

/** Returns the form filled with what was typed into the search: the last word as the family name, which one key swaps. */
export function fieldsFrom({ name, birthDate, phone, email, unfinished }: Search): Fields {
  const words = name.split(' ').filter((word) => word !== '');
  return {
    givenName: capitalised(words.length > 1 ? words.slice(0, -1) : words),
    familyName: words.length > 1 ? capitalised(words.slice(-1)) : '',
    unidentified: false,
    birthDate: birthDate?.value ?? '',
    gender: 'unknown',
    phone: phone ?? (/^\+?\d+$/.test(unfinished ?? '') ? unfinished : undefined) ?? '',
    email: email ?? '',
    line1: '',
    city: '',
    postalCode: '',
  };
}

/** Returns the birth date as the service writes it; undefined where what was typed is none. */
export function birthDateOf(typed: string, isDayFirst: boolean, today: string): string | undefined {
  const text = latinDigits(typed).trim();
  return /^\d{4}$/.test(text) && text <= today.slice(0, 4) ? text : birthDateIn(text, isDayFirst, today)?.value;
}

/** Returns what is sent: only what was filled in. */
export function newPatientOf(fields: Fields, birthDate: string | undefined): NewPatient {
  const address = { ...filled('line1', fields), ...filled('city', fields), ...filled('postalCode', fields) };
  const names = { ...filled('givenName', fields), ...filled('familyName', fields) };
  return {
    ...(fields.unidentified ? { unidentified: true } : names),
    ...(birthDate !== undefined && { birthDate }),
    gender: fields.gender,
    ...filled('phone', fields),
    ...filled('email', fields),
    ...(Object.keys(address).length > 0 && { address }),
  };
}

type TextField = Exclude<keyof Fields, 'unidentified' | 'gender'>;

function filled(name: TextField, fields: Fields): Partial<Record<TextField, string>> {
  const text = fields[name].trim();
  return text === '' ? {} : { [name]: text };
}

/** Names typed in haste are written as names; whoever types a capital decides alone. */
function capitalised(words: string[]): string {
  return words
    .map((word) =>
      word === word.toLowerCase() ? word.replace(/^\p{Ll}|(?<=[-'’])\p{Ll}/gu, (letter) => letter.toUpperCase()) : word,
    )
    .join(' ');
}
