import type { StoredRecord } from '@hms/service-kit/answer';
import type { ListPlan, ListQuery, WrittenPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Transaction } from '@hms/service-kit/postgres';
import { recordsOf } from '@hms/service-kit/records';
import { bestMatchFirst } from './find-by-name';
import { allergyRecorded, identifierTaken } from './problems';
import type { PatientFields, PatientQuery } from './schemas';

export const constraintProblems: ConstraintProblems = {
  patient_identifiers_unique: identifierTaken,
  patient_allergies_active_unique: allergyRecorded,
};

export const patients = recordsOf('patient', 'patients');

const newestFirst: ListPlan = {
  from: 'patients_view v join patients p on p.id = v.id',
  key: [{ column: 'p.id', type: 'uuid' }],
  direction: 'desc',
  filters: {
    // a date known in part is a range of text; who is known less exactly could be meant as well
    birthDate: `p.birth_date between ? and ? || '-99' or p.birth_date in (left(?, 4), left(?, 7))`,
    gender: 'p.gender = ?',
    phone: 'p.phone = ?',
    email: 'lower(p.email) = lower(?)',
    mrn: 'p.mrn = ?',
    identifier: `p.id = (select patient_id from patient_identifiers
      where system = split_part(?, '|', 1) and value = substr(?, strpos(?, '|') + 1))`,
    active: 'p.active = ?::boolean',
    deceased: '(p.deceased_at is not null) = ?::boolean',
  },
};

export const patientList = (query: ListQuery): ListPlan | WrittenPlan =>
  query['name'] === undefined ? newestFirst : bestMatchFirst;

/** Lists are of the living, unless the question is who has a number, or says otherwise. */
export const livingUnlessAsked = ({ deceased, ...query }: PatientQuery): ListQuery => {
  const asked = deceased ?? (query.mrn || query.identifier ? 'any' : 'false');
  return { ...query, deceased: asked === 'any' ? undefined : asked };
};

const columnsOf = (patient: PatientFields) => ({
  given_name: patient.givenName,
  family_name: patient.familyName,
  birth_date: patient.birthDate,
  gender: patient.gender,
  phone: patient.phone,
  email: patient.email,
  address: patient.address,
  contacts: JSON.stringify(patient.contacts),
  active: patient.active,
  deceased_at: patient.deceasedAt,
});

export const insertPatient = async (tx: Transaction, patient: PatientFields): Promise<StoredRecord> => {
  const { id } = await patients.insert(tx, columnsOf(patient));
  await insertIdentifiers(tx, id, patient);
  return patients.get(tx, id);
};

export const updatePatient = async (tx: Transaction, id: string, patient: PatientFields): Promise<StoredRecord> => {
  await patients.update(tx, id, columnsOf(patient));
  await tx.query('delete from patient_identifiers where patient_id = $1', [id]);
  await insertIdentifiers(tx, id, patient);
  return patients.get(tx, id);
};

const insertIdentifiers = (tx: Transaction, id: string, { identifiers }: PatientFields) =>
  tx.query(
    `insert into patient_identifiers (patient_id, system, value, position)
     select $1, i.system, i.value, i.position
     from unnest($2::text[], $3::text[]) with ordinality as i (system, value, position)`,
    [id, identifiers.map(({ system }) => system), identifiers.map(({ value }) => value)],
  );
