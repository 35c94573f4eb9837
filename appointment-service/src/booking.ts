import type { Queryable, Transaction } from '@hms/service-kit/database';
import type { Standing, Status } from './appointment';
import type { Wanted } from './booking-rules';
import type { Interval } from './free-time';

/** An appointment as the rules see it. */
export interface Booking extends Standing {
  version: number;
  wanted: Wanted;
  /** When the day of the visit begins by the hospital's calendar; milliseconds since 1970. */
  dayBegins: number;
  /** Once a doctor has been linked. */
  linked: boolean;
  /** What the caller asked for; null: the doctor's usual visit. */
  requestedMinutes: number | null;
  /** The entry of the waiting list to which this time is offered, while it is. */
  offered: string | null;
  /** A move that waits for doctor-service. */
  move: (Interval & { overbookReason: string | null }) | null;
}

interface BookingRow extends Wanted {
  status: Status;
  heldUntil: number | null;
  version: number;
  dayBegins: number;
  linked: boolean;
  requestedMinutes: number | null;
  offered: string | null;
  moveStart: number | null;
  moveEnd: number | null;
  moveOverbookReason: string | null;
}

const milliseconds = (column: string) => `extract(epoch from ${column})::float8 * 1000`;

type ReadRows = (text: string, values: string[]) => Promise<BookingRow[]>;

const readBooking = async (read: ReadRows, id: string, lock: 'for update' | ''): Promise<Booking | undefined> => {
  const [row] = await read(
    `select status, version, doctor_id as "doctorId", patient_id as "patientId", overbook_reason is not null as overbooked,
       case when recorded_late_reason is not null then 'late' when walk_in then 'walk-in' else 'ahead' end as as,
       ${milliseconds('hospital_day(start_at)::timestamp at time zone hospital_time_zone()')} as "dayBegins",
       doctor_name is not null as linked, requested_minutes as "requestedMinutes", offered_to as offered,
       case when offered_to is null then ${milliseconds('held_until')} end as "heldUntil",
       ${milliseconds('start_at')} as start, ${milliseconds('end_at')} as end,
       ${milliseconds('move_start_at')} as "moveStart", ${milliseconds('move_end_at')} as "moveEnd",
       move_overbook_reason as "moveOverbookReason"
     from appointments where id = $1 ${lock}`,
    [id],
  );
  if (!row) return undefined;
  const { status, heldUntil, version, dayBegins, linked, requestedMinutes, offered, ...rest } = row;
  const { moveStart, moveEnd, moveOverbookReason, ...wanted } = rest;
  const move =
    moveStart === null || moveEnd === null
      ? null
      : { start: moveStart, end: moveEnd, overbookReason: moveOverbookReason };
  return { status, heldUntil, version, wanted, dayBegins, linked, requestedMinutes, offered, move };
};

export const findBooking = (db: Queryable, id: string) => readBooking((...asked) => db.query(...asked), id, '');
export const lockBooking = (tx: Transaction, id: string) =>
  readBooking((...asked) => tx.read(...asked), id, 'for update');
