import type { components } from '../api/generated/patient-service';
import type { Format } from '../texts/format';
import type { Texts } from '../texts/en';
import { ageOn } from './birth-date';

type Whole = components['schemas']['Patient'];
type Always = 'id' | 'version' | 'mrn' | 'givenName' | 'familyName' | 'unidentified' | 'birthDate' | 'active';

/** A patient as far as the role sees one. */
export type Patient = Pick<Whole, Always> & Partial<Omit<Whole, Always>>;

/** Returns the name as one reads it. */
export function nameOf({ givenName, familyName }: Pick<Patient, 'givenName' | 'familyName'>, t: Texts): string {
  const name = [givenName, familyName].filter(Boolean).join(' ');
  return name === '' ? t.person.unnamed : name;
}

/** Returns the age in words: months in the first two years, and "about" where only a part of the birth date is known. */
export function ageInWords(birthDate: string, t: Texts, format: Format): string {
  const { years, months, isAbout } = ageOn(format.today(), birthDate);
  const age = years < 2 && !isAbout ? t.person.ageMonths(months) : t.person.ageYears(years);
  return isAbout ? t.person.about(age) : age;
}

/** Returns what warns of the record itself. */
export function flagsOf({ deceasedAt, active, unidentified }: Patient, t: Texts): string[] {
  return [
    ...(deceasedAt ? [t.person.deceased] : []),
    ...(active ? [] : [t.person.inactive]),
    ...(unidentified ? [t.person.unidentified] : []),
  ];
}
