import type { StoredRecord } from '@hms/service-kit/response';
import { notFound } from '@hms/service-kit/problem';
import type { Queryable, Transaction } from '@hms/service-kit/database';
import { days, type Validity } from './schedule';
import type { NewSchedule } from './schedule-schemas';

/** All schedules of a doctor, as one record. */
export const getSchedules = async (db: Queryable, doctorId: string): Promise<StoredRecord> => {
  const [row] = await db.query<StoredRecord>(
    `select "doctorId" as id, version, row_to_json(v)::text as json from schedules_view v where "doctorId" = $1`,
    [doctorId],
  );
  if (!row) throw notFound('doctor', doctorId);
  return row;
};

/** Counts one version on, and gives the one before; nobody else changes the schedules until the transaction ends. */
export const takeVersion = async (tx: Transaction, doctorId: string): Promise<number> => {
  const [row] = await tx.query<{ before: number }>(
    'update doctors set schedule_version = schedule_version + 1 where id = $1 returning old.schedule_version as before',
    [doctorId],
  );
  if (!row) throw notFound('doctor', doctorId);
  return row.before;
};

/** The validities that overlap this one, but for that with the same first day, which it replaces. */
export const findOthersInTheWay = (tx: Transaction, doctorId: string, { validFrom, validTo }: Validity) =>
  tx.query<Validity>(
    `select lower(validity) as "validFrom", upper(validity) - 1 as "validTo" from schedules
     where doctor_id = $1 and validity && daterange($2, $3, '[]') and lower(validity) is distinct from $2 order by validity`,
    [doctorId, validFrom, validTo],
  );

export const insertSchedule = async (tx: Transaction, doctorId: string, schedule: NewSchedule): Promise<void> => {
  const blocks = schedule.weekly.map(({ day, start, end }) => ({
    day: days.indexOf(day) + 1,
    opens: start,
    closes: end,
  }));
  await tx.query(
    `with schedule as (insert into schedules (doctor_id, validity) values ($1, daterange($2, $3, '[]')) returning id)
     insert into schedule_blocks (schedule_id, day, opens, closes)
     select id, day, opens, closes from schedule, json_to_recordset($4) as b (day integer, opens time, closes time)`,
    [doctorId, schedule.validFrom, schedule.validTo, JSON.stringify(blocks)],
  );
};

/** Whether there was one with this first day. */
export const deleteSchedule = async (tx: Transaction, doctorId: string, validFrom: string | null): Promise<boolean> => {
  const deleted = await tx.query(
    'delete from schedules where doctor_id = $1 and lower(validity) is not distinct from $2::date returning id',
    [doctorId, validFrom],
  );
  return deleted.length > 0;
};
