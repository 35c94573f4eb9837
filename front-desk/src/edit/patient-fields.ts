import { instantOf } from '../day/clock';
import type { Patient } from '../find/person';
import { latinDigits } from '../texts/digits';
import type { Fields as AskedAtDesk } from '../register/new-patient';

interface Contact {
  name: string;
  relationship: string;
  phone: string;
}

interface Identifier {
  system: string;
  value: string;
}

/** What stands in the form, all of it as text: what is asked at the desk, and the rest. */
export interface Fields extends AskedAtDesk {
  line2: string;
  state: string;
  country: string;
  contacts: Contact[];
  identifiers: Identifier[];
  active: boolean;
  /** By the clock of the clinic, as 2026-11-27T09:30; empty while alive. */
  diedAt: string;
}
export type Name = keyof Fields;

const names = [
  'givenName', 'familyName', 'unidentified', 'birthDate', 'gender', 'phone', 'email', 'line1', 'line2', 'postalCode',
  'city', 'state', 'country', 'contacts', 'identifiers', 'active', 'diedAt',
] as const satisfies readonly Name[]; // prettier-ignore

const inAddress = ['line1', 'line2', 'postalCode', 'city', 'state', 'country'] as const;

/** Returns the form filled with what is stored. */
export function fieldsOf(patient: Patient, zone: string): Fields {
  const { givenName, familyName, unidentified, birthDate, gender, phone, email, address, contacts, identifiers } =
    patient;
  return {
    givenName: givenName ?? '',
    familyName: familyName ?? '',
    unidentified,
    birthDate: birthDate ?? '',
    gender: gender ?? 'unknown',
    phone: phone ?? '',
    email: email ?? '',
    line1: address?.line1 ?? '',
    line2: address?.line2 ?? '',
    postalCode: address?.postalCode ?? '',
    city: address?.city ?? '',
    state: address?.state ?? '',
    country: address?.country ?? '',
    contacts: (contacts ?? []).map(({ name, relationship, phone: number }) => ({
      name,
      relationship: relationship ?? '',
      phone: number ?? '',
    })),
    identifiers: (identifiers ?? []).map(({ system, value }) => ({ system, value })),
    active: patient.active,
    diedAt: patient.deceasedAt ? wallTime(patient.deceasedAt, zone) : '',
  };
}

/** Returns whether a field says the same in both; a phone number is stored in another form than it is typed. */
export function isSame(name: Name, a: Fields, b: Fields): boolean {
  if (name === 'phone') return a.phone.trim() === b.phone.trim() || isSamePhone(a.phone, b.phone);
  return JSON.stringify(tidy(a[name])) === JSON.stringify(tidy(b[name]));
}

/** Returns the fields that do not say the same. */
export function differing(a: Fields, b: Fields): Name[] {
  return names.filter((name) => !isSame(name, a, b));
}

/** Returns the change from what was read to what is to be stored, as a merge patch; null clears a field. */
export function patchOf(base: Fields, next: Fields, zone: string) {
  const changed = new Set<Name>(differing(base, next));
  const address = inAddress.filter((name) => changed.has(name)).map((name) => [name, orNull(next[name])] as const);
  const isCleared = inAddress.every((name) => next[name].trim() === '');
  return {
    ...(changed.has('givenName') && { givenName: orNull(next.givenName) }),
    ...(changed.has('familyName') && { familyName: orNull(next.familyName) }),
    ...(changed.has('unidentified') && { unidentified: next.unidentified }),
    ...(changed.has('birthDate') && { birthDate: orNull(next.birthDate) }),
    ...(changed.has('gender') && { gender: next.gender }),
    ...(changed.has('phone') && { phone: orNull(next.phone) }),
    ...(changed.has('email') && { email: orNull(next.email) }),
    ...(address.length > 0 && { address: isCleared ? null : Object.fromEntries(address) }),
    ...(changed.has('contacts') && {
      contacts: next.contacts.filter(isFilled).map(({ name, relationship, phone }) => ({
        name: name.trim(),
        relationship: orNull(relationship),
        phone: orNull(phone),
      })),
    }),
    ...(changed.has('identifiers') && { identifiers: next.identifiers.filter(isFilled) }),
    ...(changed.has('active') && { active: next.active }),
    ...(changed.has('diedAt') && { deceasedAt: next.diedAt === '' ? null : instantText(next.diedAt, zone) }),
  };
}

const isFilled = (row: Contact | Identifier) => Object.values(row).some((text: string) => text.trim() !== '');

function tidy(value: Fields[Name]): unknown {
  if (typeof value === 'string') return value.trim();
  return Array.isArray(value) ? value.filter(isFilled) : value;
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

function isSamePhone(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => latinDigits(text).replace(/\D/g, '').replace(/^0+/, ''));
  return one !== '' && other !== '' && (one?.endsWith(other ?? '') === true || other?.endsWith(one ?? '') === true);
}

function wallTime(instant: string, timeZone: string): string {
  const written = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return written.format(new Date(instant)).replace(' ', 'T');
}

function instantText(wall: string, zone: string): string {
  return new Date(instantOf(wall.slice(0, 10), wall.slice(11, 16), zone)).toISOString();
}
