import { isDeepStrictEqual } from 'node:util';
import { earliestBirth, isInFuture } from './birth-date';
import type { PatientFields } from './schemas';

export interface BrokenRule {
  field: keyof PatientFields;
  detail: string;
}

/** Clocks differ by seconds; no more than this is forgiven. */
const leniencyMs = 60_000;

/**
 * What is wrong with a patient as a whole. Of one who is there already (`before`) only what is changed is judged, so that
 * an old record with an impossible date can still get another phone number.
 */
export function brokenRules(patient: PatientFields, before: PatientFields | undefined): BrokenRule[] {
  const isNew = (field: keyof PatientFields) =>
    before === undefined || !isDeepStrictEqual(patient[field], before[field]);
  const { givenName, familyName, unidentified, birthDate, deceasedAt } = patient;
  const named = givenName !== null || familyName !== null;
  const broken: BrokenRule[] = [];
  const rule = (field: keyof PatientFields, holds: boolean, detail: string) => {
    if (!holds) broken.push({ field, detail });
  };

  if (isNew('givenName') || isNew('familyName') || isNew('unidentified')) {
    rule(
      'familyName',
      named || unidentified,
      'is required, or givenName for a person with one name; for a patient whose name is not known, send "unidentified": true',
    );
    rule('unidentified', !named || !unidentified, 'cannot be true of a patient with a name');
  }
  if (birthDate !== null && isNew('birthDate'))
    rule('birthDate', !isInFuture(birthDate), 'must not be later than today');
  if (deceasedAt !== null && isNew('deceasedAt'))
    rule('deceasedAt', Date.parse(deceasedAt) <= Date.now() + leniencyMs, 'must not be in the future');
  if (birthDate !== null && deceasedAt !== null && (isNew('birthDate') || isNew('deceasedAt'))) {
    const bornFirst = !(Date.parse(deceasedAt) < earliestBirth(birthDate));
    if (isNew('deceasedAt')) rule('deceasedAt', bornFirst, 'must not be before birthDate');
    else rule('birthDate', bornFirst, 'must not be after deceasedAt');
  }
  return broken;
}
