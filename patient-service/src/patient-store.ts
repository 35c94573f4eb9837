import type { StoredRecord } from '@hms/service-kit/response';
import type { Whose } from '@hms/service-kit/narrow';
import { isOneOf, type ListPlan, type ListQuery, type WrittenPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Transaction } from '@hms/service-kit/database';
import { invalidRequest } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import { bestMatchFirst } from './find-by-name';
import { insertIdentifiers, patientsWithIdentifier } from './identifiers';
import type { PatientQuery } from './patient-query';
import { patientsWithPhone } from './phone-query';
import { allergyRecorded, hasAllergies, identifierTaken } from './problems';
import type { PatientFields } from './schemas';

export const constraintProblems: ConstraintProblems = {
  patient_identifiers_unique: identifierTaken,
  patient_allergies_active_unique: allergyRecorded,
  patients_no_known_allergies: hasAllergies,
  patients_death_after_birth: () =>
    invalidRequest([{ in: 'body', pointer: '/deceasedAt', detail: 'must not be before birthDate' }]),
};

export const patients = recordsOf('patient', 'patients', 't.id');

/** A patient begins with these two, as in `patients_view`; an allergy has an id and no number. */
export const patientsInResponse: Whose = {
  in: 'response',
  pattern: /"id" ?: ?"([0-9a-f-]{36})" ?, ?"mrn"/g,
  exactly: ['mrn', 'identifier'],
};

const newestFirst: ListPlan = {
  from: 'patients_view v join patients p on p.id = v.id',
  key: [{ column: 'p.id', type: 'uuid' }],
  direction: 'desc',
  filters: {
    id: isOneOf('p.id'),
    // a date known in part is a range of text; who is known less exactly could be meant as well
    birthDate: `p.birth_date between ? and ? || '-99' or p.birth_date in (left(?, 4), left(?, 7))`,
    gender: 'p.gender = ?',
    phone: `p.id = any(array(${patientsWithPhone}))`,
    email: 'lower(p.email) = lower(?)',
    mrn: 'p.mrn = ?',
    identifier: `p.id = any(array(${patientsWithIdentifier}))`,
    active: 'p.active = ?::boolean',
    deceased: '(p.deceased_at is not null) = ?::boolean',
  },
};

export const patientList = (query: ListQuery): ListPlan | WrittenPlan =>
  query['name'] === undefined ? newestFirst : bestMatchFirst;

/** Lists are of the living, unless the question is who has an id or a number, or says otherwise. */
export const livingUnlessAsked = ({ deceased, ...query }: PatientQuery): ListQuery => {
  const asked = deceased ?? (query.id || query.mrn || query.identifier ? 'any' : 'false');
  return { ...query, deceased: asked === 'any' ? undefined : asked };
};

export const insertPatient = async (tx: Transaction, patient: PatientFields): Promise<StoredRecord> => {
  const { id } = await patients.insert(tx, columnsOf(patient, null));
  await insertIdentifiers(tx, id, patient.identifiers);
  return patients.get(tx, id);
};

/** @param noKnownAllergiesAt since when there are none, if that was said before */
export const updatePatient = (
  tx: Transaction,
  id: string,
  patient: PatientFields,
  noKnownAllergiesAt: string | null,
): Promise<StoredRecord> => patients.update(tx, id, columnsOf(patient, noKnownAllergiesAt));

const columnsOf = (patient: PatientFields, noKnownAllergiesAt: string | null) => ({
  given_name: patient.givenName,
  family_name: patient.familyName,
  birth_date: patient.birthDate,
  gender: patient.gender,
  phone: patient.phone,
  email: patient.email,
  address: patient.address,
  contacts: JSON.stringify(patient.contacts),
  no_known_allergies_at: patient.noKnownAllergies ? (noKnownAllergiesAt ?? new Date().toISOString()) : null,
  active: patient.active,
  deceased_at: patient.deceasedAt,
});
