import type { StoredRecord } from '@hms/service-kit/answer';
import type { ListPlan } from '@hms/service-kit/paging';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { notFound } from '@hms/service-kit/problem';
import { recordsOf } from '@hms/service-kit/records';
import { doctors } from './doctor-store';
import type { NewTimeOff } from './time-off-schemas';

const timesOff = recordsOf('time off', 'time_off');

export const timeOffList: ListPlan = {
  from: 'time_off_view v join time_off t on t.id = v.id',
  key: [
    { column: 't.start_at', type: 'timestamptz' },
    { column: 't.id', type: 'uuid' },
  ],
  direction: 'asc',
  filters: {
    doctorId: 't.doctor_id = ?::uuid',
    from: 't.end_at > ?::timestamptz',
    to: 't.start_at < ?::timestamptz',
  },
};

export const insertTimeOff = async (
  tx: Transaction,
  doctorId: string,
  { start, end, reason }: NewTimeOff,
): Promise<StoredRecord> => {
  await doctors.get(tx, doctorId);
  return timesOff.insert(tx, { doctor_id: doctorId, start_at: new Date(start), end_at: new Date(end), reason });
};

/** Throws a 404 problem when this doctor has no such time off. */
export const getTimeOff = async (db: Database, doctorId: string, id: string): Promise<StoredRecord> => {
  const record = await timesOff.get(db, id);
  if ((JSON.parse(record.json) as { doctorId: string }).doctorId !== doctorId) throw notFound('time off', id);
  return record;
};

/** The same. */
export const deleteTimeOff = async (db: Database, doctorId: string, id: string): Promise<void> => {
  const deleted = await db.query('delete from time_off where id = $1 and doctor_id = $2 returning id', [id, doctorId]);
  if (deleted.length === 0) throw notFound('time off', id);
};
