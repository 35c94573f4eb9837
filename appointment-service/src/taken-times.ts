import type { Queryable } from '@hms/service-kit/database';
import type { Interval } from './free-time';

export interface TakenTime {
  /** The doctor's or the patient's id. */
  whose: string;
  interval: Interval;
}

export interface TakenQuery {
  doctorIds: string[];
  patientId?: string | undefined;
  window: Interval;
  /** An appointment that is in nobody's way. */
  except?: string | undefined;
}

const statement = `
  select t.whose, floor(extract(epoch from lower(part)) * 1000)::float8 as start,
    ceil(extract(epoch from upper(part)) * 1000)::float8 as end
  from (
    select t.doctor_id as whose, t.id, t.held
    from unnest($1::uuid[]) as d (doctor_id) join taken_times t on t.doctor_id = d.doctor_id and t.held && tstzrange($3, $4)
    union all
    select a.patient_id, a.id, a.held
    from appointments a
    where a.patient_id = $2 and a.status not in ('cancelled', 'noshow') and a.held && tstzrange($3, $4)
  ) t, unnest(t.held) part
  where t.id is distinct from $5 and part && tstzrange($3, $4)`;

/** What these doctors, and this patient, have in this window; one query, however many they are. */
export const listTaken = async (
  db: Queryable,
  { doctorIds, patientId, window, except }: TakenQuery,
): Promise<TakenTime[]> => {
  const values = [doctorIds, patientId ?? null, new Date(window.start), new Date(window.end), except ?? null];
  const rows = await db.query<{ whose: string } & Interval>(statement, values);
  return rows.map(({ whose, start, end }) => ({ whose, interval: { start, end } }));
};
