import type { StoredRecord } from '@hms/service-kit/response';
import { isOneOf, type ListPlan } from '@hms/service-kit/paging';
import type { Database, Transaction } from '@hms/service-kit/database';
import { invalidRequest, notFound } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import type { NewTimeOff } from './time-off-schemas';

export const timesOff = recordsOf('time off', 'time_off', 'null');

export const timeOffList: ListPlan = {
  from: 'time_off_view v join time_off t on t.id = v.id',
  key: [
    { column: 't.start_at', type: 'timestamptz' },
    { column: 't.id', type: 'uuid' },
  ],
  direction: 'asc',
  filters: {
    doctorId: 't.doctor_id = ?::uuid',
    doctorIds: isOneOf('t.doctor_id'),
    from: 't.end_at > ?::timestamptz',
    to: 't.start_at < ?::timestamptz',
  },
};

/** Throws a 404 problem when there is no such doctor, and a 400 for days that are on no calendar there. */
export const insertTimeOff = async (tx: Transaction, doctorId: string, leave: NewTimeOff): Promise<StoredRecord> => {
  // the time zone stays as it is until this is stored
  const [doctor] = await tx.query<{ zone: string }>('select time_zone as zone from doctors where id = $1 for share', [
    doctorId,
  ]);
  if (!doctor) throw notFound('doctor', doctorId);
  const { start, end, startDate, reason } = leave;
  const endDate = leave.endDate ?? startDate;
  const [span] = await tx.query<{ start: Date | null; end: Date | null }>(
    `select coalesce($1::timestamptz, lower(days)) as start, coalesce($2::timestamptz, upper(days)) as end
     from (select days_in($3::date, $4::date, $5) as days) d`,
    [start && new Date(start), end && new Date(end), startDate, endDate, doctor.zone],
  );
  if (!span?.start || !span.end) throw dayLeftOut(doctor.zone);
  const columns = { start_at: span.start, end_at: span.end, start_date: startDate, end_date: endDate, reason };
  return timesOff.insert(tx, { doctor_id: doctorId, ...columns });
};

/** Puts the leaves by whole days that are not over to where these days are in another time zone. */
export const moveLeave = async (tx: Transaction, doctorId: string, zone: string): Promise<void> => {
  await tx.query(
    `update time_off t set (start_at, end_at) = (select lower(d), upper(d) from days_in(t.start_date, t.end_date, $2) d)
     where doctor_id = $1 and not isempty(days_in(start_date, end_date, $2))
       and greatest(end_at, upper(days_in(start_date, end_date, $2))) > now()`,
    [doctorId, zone],
  );
};

const dayLeftOut = (zone: string) =>
  invalidRequest([
    { in: 'body', pointer: '/startDate', detail: `does not exist in ${zone}, whose calendar skips this day` },
  ]);

/** Throws a 404 problem when this doctor has no such time off. */
export const readTimeOff = async (db: Database, doctorId: string, id: string): Promise<StoredRecord> => {
  const record = await timesOff.get(db, id);
  if ((JSON.parse(record.json) as { doctorId: string }).doctorId !== doctorId) throw notFound('time off', id);
  return record;
};

/** The same. */
export const deleteTimeOff = async (db: Database, doctorId: string, id: string): Promise<void> => {
  const deleted = await db.query('delete from time_off where id = $1 and doctor_id = $2 returning id', [id, doctorId]);
  if (deleted.length === 0) throw notFound('time off', id);
};
