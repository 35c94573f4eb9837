import { isOneOf, type ListPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Queryable, Transaction } from '@hms/service-kit/database';
import { invalidRequest } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import { licenseNumberTaken, validityOverlap } from './problems';
import type { NewDoctor } from './schemas';

export const constraintProblems: ConstraintProblems = {
  doctors_license_number_unique: licenseNumberTaken,
  doctors_license_key_unique: licenseNumberTaken,
  doctors_time_zone_known: () =>
    invalidRequest([{ in: 'body', pointer: '/timeZone', detail: 'is not a time zone that the database knows' }]),
  schedules_no_validity_overlap: () => validityOverlap([]),
  schedule_blocks_no_overlap: () =>
    invalidRequest([{ in: 'body', pointer: '/weekly', detail: 'has blocks that overlap' }]),
};

export const doctors = recordsOf('doctor', 'doctors', 'null');

/** Whether the doctor, locked by the transaction, keeps hours in another time zone than this. */
export const isInAnotherZone = async (tx: Transaction, id: string, timeZone: string): Promise<boolean> =>
  (await tx.query('select from doctors where id = $1 and time_zone <> $2', [id, timeZone])).length > 0;

export const doctorList: ListPlan = {
  from: 'doctors_view v join doctors d on d.id = v.id',
  key: [{ column: 'd.id', type: 'uuid' }],
  direction: 'desc',
  filters: {
    id: isOneOf('d.id'),
    name: 'd.search_name like name_pattern(?)',
    specialty: 'fold_text(d.specialty) = fold_text(?)',
    active: 'd.active = ?::boolean',
  },
};

export const columnsOf = (doctor: NewDoctor) => ({
  given_name: doctor.givenName,
  family_name: doctor.familyName,
  specialty: doctor.specialty,
  license_number: doctor.licenseNumber,
  email: doctor.email,
  phone: doctor.phone,
  time_zone: doctor.timeZone,
  visit_minutes: doctor.visitMinutes,
  active: doctor.active,
});

/** Returns the answer to `GET /specialties`, in JSON. */
export const readSpecialties = async (db: Queryable): Promise<string> => {
  const [row] = await db.query<{ json: string }>(
    `select json_build_object('data', coalesce(json_agg(s order by fold_text(s.specialty)), '[]'))::text as json
     from (
       select mode() within group (order by specialty) as specialty, count(*) as "activeDoctors"
       from doctors where active group by fold_text(specialty)
     ) s`,
  );
  return row?.json ?? '{"data":[]}';
};
