import type { ListPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Queryable, Transaction } from '@hms/service-kit/postgres';
import { recordsOf } from '@hms/service-kit/records';
import type { Cancellation, Status } from './appointment';
import type { Wanted } from './booking-rules';
import type { DoctorTime } from './doctor-client';
import type { Interval } from './free-time';
import { patientBusy, slotTaken } from './problems';
import type { NewAppointment } from './schemas';

export const constraintProblems: ConstraintProblems = {
  appointments_no_doctor_overlap: slotTaken,
  appointments_no_patient_overlap: patientBusy,
};

export const appointments = recordsOf('appointment', 'appointments');

export const appointmentList: ListPlan = {
  from: 'appointments_view v join appointments a on a.id = v.id',
  key: [
    { column: 'a.start_at', type: 'timestamptz' },
    { column: 'a.id', type: 'uuid' },
  ],
  direction: 'asc',
  filters: {
    patientId: 'a.patient_id = ?::uuid',
    doctorId: 'a.doctor_id = ?::uuid',
    status: 'a.status = ?',
    overbooked: '(a.overbook_reason is not null) = ?::boolean',
    from: 'a.start_at >= ?::timestamptz',
    to: 'a.start_at < ?::timestamptz',
  },
};

export const insertPending = (tx: Transaction, request: NewAppointment, { start, end }: Interval) =>
  appointments.insert(tx, {
    patient_id: request.patientId,
    doctor_id: request.doctorId,
    start_at: new Date(start),
    end_at: new Date(end),
    requested_minutes: request.durationMinutes ?? null,
    overbook_reason: request.overbook?.reason ?? null,
    status: 'pending',
    reason: request.reason,
  });

/** An appointment as the rules see it. */
export interface Booking {
  status: Status;
  wanted: Wanted;
  /** What the caller asked for; null: the doctor's usual visit. */
  requestedMinutes: number | null;
  /** The entry of the waiting list to which this time is offered, while it is. */
  offered: string | null;
  /** A move that waits for doctor-service. */
  move: (Interval & { overbookReason: string | null }) | null;
}

interface BookingRow extends Interval {
  status: Status;
  doctorId: string;
  patientId: string;
  overbooked: boolean;
  requestedMinutes: number | null;
  offered: string | null;
  moveStart: number | null;
  moveEnd: number | null;
  moveOverbookReason: string | null;
}

const milliseconds = (column: string) => `extract(epoch from ${column})::float8 * 1000`;

const readBooking = async (db: Queryable, id: string, lock: 'for update' | ''): Promise<Booking | undefined> => {
  const [row] = await db.query<BookingRow>(
    `select status, doctor_id as "doctorId", patient_id as "patientId", overbook_reason is not null as overbooked,
       requested_minutes as "requestedMinutes", offered_to as offered,
       ${milliseconds('start_at')} as start, ${milliseconds('end_at')} as end,
       ${milliseconds('move_start_at')} as "moveStart", ${milliseconds('move_end_at')} as "moveEnd",
       move_overbook_reason as "moveOverbookReason"
     from appointments where id = $1 ${lock}`,
    [id],
  );
  if (!row) return undefined;
  const { status, requestedMinutes, offered, moveStart, moveEnd, moveOverbookReason, ...wanted } = row;
  const move =
    moveStart === null || moveEnd === null
      ? null
      : { start: moveStart, end: moveEnd, overbookReason: moveOverbookReason };
  return { status, wanted, requestedMinutes, offered, move };
};

export const findBooking = (db: Queryable, id: string) => readBooking(db, id, '');
export const lockBooking = (tx: Transaction, id: string) => readBooking(tx, id, 'for update');

export const linkDoctor = (tx: Transaction, id: string, doctor: DoctorTime, { end }: Interval) =>
  appointments.update(tx, id, {
    status: 'booked',
    doctor_name: doctor.name,
    doctor_specialty: doctor.specialty,
    end_at: new Date(end),
  });

const noMove = { move_start_at: null, move_end_at: null, move_overbook_reason: null };

export const setStatus = (tx: Transaction, id: string, status: Status) =>
  appointments.update(tx, id, { status, ...noMove });

export const markCancelled = (tx: Transaction, id: string, { code, reason, by }: Cancellation) =>
  appointments.update(tx, id, {
    status: 'cancelled',
    cancellation_code: code,
    cancellation_reason: reason,
    cancelled_by: by,
    ...noMove,
  });

/** Both times are held until the move is decided. */
export const holdMove = (tx: Transaction, id: string, { start, end }: Interval, overbookReason: string | null) =>
  appointments.update(tx, id, {
    move_start_at: new Date(start),
    move_end_at: new Date(end),
    move_overbook_reason: overbookReason,
    refused_move: null,
  });

export const moveTo = (tx: Transaction, id: string, { start, end }: Interval, overbookReason: string | null) =>
  appointments.update(tx, id, {
    start_at: new Date(start),
    end_at: new Date(end),
    overbook_reason: overbookReason,
    refused_move: null,
    ...noMove,
  });

export const refuseMove = (tx: Transaction, id: string, refused: object) =>
  appointments.update(tx, id, { refused_move: refused, ...noMove });

export const removeAppointment = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('delete from appointments where id = $1', [id]);
};
