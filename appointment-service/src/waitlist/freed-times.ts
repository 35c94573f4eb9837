import { scheduleUpkeep } from '@hms/service-kit/jobs';
import type { Queryable, Transaction } from '@hms/service-kit/database';
import type { Wanted } from '../booking-rules';
import type { Interval } from '../free-time';

export const offerJob = 'offer-freed-time';

/** Time that a cancellation or a move has freed; a job offers what is still to come of it to those who wait. */
export const freeTime = async (tx: Transaction, { doctorId, start, end }: Wanted): Promise<void> => {
  // most cancellations free time that nobody waits for
  const [freed] = await tx.query<{ id: string }>(
    `insert into freed_times (doctor_id, start_at, end_at)
     select $1, $2, $3
     where $3 > now() and exists (
       select from waitlist_entries
       where status in ('pending', 'waiting') and earliest_at < $3 and latest_at > $2 and (doctor_id = $1 or doctor_id is null))
     returning id`,
    [doctorId, new Date(start), new Date(end)],
  );
  if (freed) await scheduleUpkeep(tx, offerJob, freed.id, 0);
};

export interface FreedTime extends Interval {
  doctorId: string;
}

export const findFreedTime = async (db: Queryable, id: string): Promise<FreedTime | undefined> => {
  const [row] = await db.query<FreedTime>(
    `select doctor_id as "doctorId", extract(epoch from start_at)::float8 * 1000 as start, extract(epoch from end_at)::float8 * 1000 as end
     from freed_times where id = $1`,
    [id],
  );
  return row;
};

export const removeFreedTime = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('delete from freed_times where id = $1', [id]);
};
