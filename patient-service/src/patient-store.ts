import type { StoredRecord } from '@hms/service-kit/answer';
import type { ListPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Transaction } from '@hms/service-kit/postgres';
import { recordsOf } from '@hms/service-kit/records';
import { identifierTaken } from './problems';
import type { NewPatient } from './schemas';

export const constraintProblems: ConstraintProblems = {
  patient_identifiers_unique: identifierTaken,
};

export const patients = recordsOf('patient', 'patients');

export const patientList: ListPlan = {
  from: 'patients_view v join patients p on p.id = v.id',
  key: [{ column: 'p.id', type: 'uuid' }],
  direction: 'desc',
  filters: {
    name: 'p.search_name like search_pattern(?)',
    birthDate: 'p.birth_date = ?::date',
    gender: 'p.gender = ?',
    phone: 'p.phone_digits = ?',
    email: 'lower(p.email) = lower(?)',
    mrn: 'p.mrn = ?',
    identifier: `p.id = (select patient_id from patient_identifiers
      where system = split_part(?, '|', 1) and value = substr(?, strpos(?, '|') + 1))`,
    active: 'p.active = ?::boolean',
  },
};

const columnsOf = (patient: NewPatient) => ({
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

export const insertPatient = async (tx: Transaction, patient: NewPatient): Promise<StoredRecord> => {
  const { id } = await patients.insert(tx, columnsOf(patient));
  await insertIdentifiers(tx, id, patient);
  return patients.get(tx, id);
};

export const updatePatient = async (tx: Transaction, id: string, patient: NewPatient): Promise<StoredRecord> => {
  await patients.update(tx, id, columnsOf(patient));
  await tx.query('delete from patient_identifiers where patient_id = $1', [id]);
  await insertIdentifiers(tx, id, patient);
  return patients.get(tx, id);
};

const insertIdentifiers = (tx: Transaction, id: string, { identifiers }: NewPatient) =>
  tx.query(
    `insert into patient_identifiers (patient_id, system, value, position)
     select $1, i.system, i.value, i.position
     from unnest($2::text[], $3::text[]) with ordinality as i (system, value, position)`,
    [id, identifiers.map(({ system }) => system), identifiers.map(({ value }) => value)],
  );
