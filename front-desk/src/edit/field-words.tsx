import type { Format } from '../texts/format';
import type { Texts } from '../texts/en';
import type { Fields, Name } from './patient-fields';

/** Returns what a field is called. */
export function labelOf(name: Name, t: Texts): string {
  return t.edit.names[name];
}

/** Returns what a field says, as one reads it. */
export function wordsOf(name: Name, fields: Fields, t: Texts, format: Format): string {
  if (name === 'unidentified' || name === 'active') return fields[name] ? t.edit.yes : t.edit.no;
  if (name === 'gender') return t.register.genders[fields.gender];
  if (name === 'contacts')
    return linesOf(
      fields.contacts.map(({ name: who, relationship, phone }) => [who, relationship, phone]),
      t,
    );
  if (name === 'identifiers')
    return linesOf(
      fields.identifiers.map(({ system, value }) => [system, value]),
      t,
    );
  const text = fields[name];
  if (text === '') return t.edit.empty;
  if (name === 'birthDate') return format.birthDate(text);
  return name === 'diedAt' ? text.replace('T', ' ') : text;
}

const linesOf = (rows: string[][], t: Texts) =>
  rows.length === 0 ? t.edit.empty : rows.map((row) => row.filter((text) => text !== '').join(', ')).join('\n');
