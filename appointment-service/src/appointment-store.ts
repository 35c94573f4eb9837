import { isOneOf, type ListPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Transaction } from '@hms/service-kit/database';
import { recordsOf, type Columns } from '@hms/service-kit/records';
import type { Cancellation, Status } from './appointment';
import type { Wanted } from './booking-rules';
import type { NewAppointment, Reopening } from './command-schemas';
import type { DoctorTime } from './doctor-client';
import { minutes, type Interval } from './free-time';
import { patientBusy, slotTaken } from './problems';
import { alreadyWaiting } from './waitlist/problems';

export const constraintProblems: ConstraintProblems = {
  appointments_no_doctor_overlap: slotTaken,
  appointments_no_patient_overlap: patientBusy,
  waitlist_entries_no_repeat: alreadyWaiting,
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
    id: isOneOf('a.id'),
    patientId: 'a.patient_id = ?::uuid',
    doctorId: 'a.doctor_id = ?::uuid',
    specialty: 'fold_text(a.doctor_specialty) = fold_text(?)',
    status: 'a.status = ?',
    overbooked: '(a.overbook_reason is not null) = ?::boolean',
    from: 'a.start_at >= ?::timestamptz',
    to: 'a.start_at < ?::timestamptz',
  },
};

/** @param now milliseconds; no time is held past its own beginning */
export const insertPending = (tx: Transaction, request: NewAppointment, { start, end }: Interval, now: number) =>
  appointments.insert(tx, {
    patient_id: request.patientId,
    doctor_id: request.doctorId,
    start_at: new Date(start),
    end_at: new Date(end),
    requested_minutes: request.durationMinutes ?? null,
    overbook_reason: request.overbook?.reason ?? null,
    walk_in: request.walkIn,
    recorded_late_reason: request.recordedLate?.reason ?? null,
    held_until: request.holdMinutes === null ? null : new Date(Math.min(now + minutes(request.holdMinutes), start)),
    status: 'pending',
    reason: request.reason,
    confidential: request.confidential,
  });

const copyOf = ({ name, specialty, timeZone }: DoctorTime) => ({
  doctor_name: name,
  doctor_specialty: specialty,
  doctor_time_zone: timeZone ?? null,
});

/** @param end when it ends, where that is known only now: the time is then compared with all others again */
export const linkDoctor = (tx: Transaction, id: string, doctor: DoctorTime, status: Status, end?: number) =>
  appointments.update(tx, id, { status, ...copyOf(doctor), ...(end !== undefined && { end_at: new Date(end) }) });

const noMove = { move_start_at: null, move_end_at: null, move_overbook_reason: null };

/** @param columns what changes with the state, such as why */
export const setStatus = (tx: Transaction, id: string, status: Status, columns: Columns = {}) =>
  appointments.update(tx, id, { status, status_reason: null, held_until: null, ...noMove, ...columns });

export const markCancelled = (tx: Transaction, id: string, { code, reason, by }: Cancellation) =>
  setStatus(tx, id, 'cancelled', { cancellation_code: code, cancellation_reason: reason, cancelled_by: by });

/** What was held is to be booked once doctor and patient have been looked up. */
export const endHold = (tx: Transaction, id: string) => appointments.update(tx, id, { held_until: null });

/** What is taken back with a reason: a cancellation is no more, and the time is taken again, with the doctor as known now. */
export const reopenAs = (
  tx: Transaction,
  id: string,
  status: Status,
  { reason, overbook, doctor, end }: Reopening & { doctor?: DoctorTime | null | undefined; end: number },
) =>
  setStatus(tx, id, status, {
    status_reason: reason,
    ...{ cancellation_code: null, cancellation_reason: null, cancelled_by: null },
    ...(overbook && { overbook_reason: overbook.reason }),
    ...(doctor && { ...copyOf(doctor), end_at: new Date(end) }),
  });

/** Both times are held until the move is decided. */
export const holdMove = (tx: Transaction, id: string, { start, end }: Interval, overbookReason: string | null) =>
  appointments.update(tx, id, {
    move_start_at: new Date(start),
    move_end_at: new Date(end),
    move_overbook_reason: overbookReason,
    refused_move: null,
  });

/** @param doctor the new one, where the visit goes to another */
export const moveTo = (
  tx: Transaction,
  id: string,
  { doctorId, start, end }: Wanted,
  overbookReason: string | null,
  doctor: DoctorTime | null,
) =>
  appointments.update(tx, id, {
    // one that was missed is to come again
    status: 'booked',
    status_reason: null,
    // and is then one that was booked ahead
    walk_in: false,
    recorded_late_reason: null,
    start_at: new Date(start),
    end_at: new Date(end),
    overbook_reason: overbookReason,
    refused_move: null,
    ...(doctor && { doctor_id: doctorId, ...copyOf(doctor) }),
    ...noMove,
  });

/** @param refused null: the caller was told */
export const refuseMove = (tx: Transaction, id: string, refused: object | null) =>
  appointments.update(tx, id, { refused_move: refused, ...noMove });

export const removeAppointment = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('delete from appointments where id = $1', [id]);
};
