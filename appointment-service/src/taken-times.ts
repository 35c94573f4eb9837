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
  select whose, floor(extract(epoch from lower(part)) * 1000)::float8 as start,
    ceil(extract(epoch from upper(part)) * 1000)::float8 as end
  from taken_between($1, $2, tstzrange($3, $4), $5)`;

/** What these doctors, and this patient, have in this window; one query, however many they are. */
export const listTaken = async (
  db: Queryable,
  { doctorIds, patientId, window, except }: TakenQuery,
): Promise<TakenTime[]> => {
  const values = [doctorIds, patientId ?? null, new Date(window.start), new Date(window.end), except ?? null];
  const rows = await db.query<{ whose: string } & Interval>(statement, values);
  return rows.map(({ whose, start, end }) => ({ whose, interval: { start, end } }));
};
