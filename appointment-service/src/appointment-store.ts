import type { StoredRecord } from '@hms/service-kit/answer';
import type { ListPlan } from '@hms/service-kit/paging';
import type { ConstraintProblems, Queryable, Transaction } from '@hms/service-kit/postgres';
import { recordsOf } from '@hms/service-kit/records';
import type { Cancellation, Status } from './appointment';
import { slotTaken } from './problems';
import type { NewAppointment } from './schemas';

export const constraintProblems: ConstraintProblems = {
  appointments_no_doctor_overlap: () => slotTaken('doctor'),
  appointments_no_patient_overlap: () => slotTaken('patient'),
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
    from: 'a.start_at >= ?::timestamptz',
    to: 'a.start_at < ?::timestamptz',
  },
};

export const insertPending = (tx: Transaction, request: NewAppointment): Promise<StoredRecord> => {
  const start = new Date(request.time);
  return appointments.insert(tx, {
    patient_id: request.patientId,
    doctor_id: request.doctorId,
    start_at: start,
    end_at: new Date(start.getTime() + request.durationMinutes * 60_000),
    status: 'pending',
    reason: request.reason,
  });
};

export interface AppointmentState {
  status: Status;
  doctorId: string;
}

const findState = async (db: Queryable, id: string, lock: 'for update' | ''): Promise<AppointmentState | undefined> => {
  const [row] = await db.query<AppointmentState>(
    `select status, doctor_id as "doctorId" from appointments where id = $1 ${lock}`,
    [id],
  );
  return row;
};

export const findAppointmentState = (db: Queryable, id: string) => findState(db, id, '');
export const lockAppointmentState = (tx: Transaction, id: string) => findState(tx, id, 'for update');

export const linkDoctor = (tx: Transaction, id: string, doctor: { name: string; specialty: string }) =>
  appointments.update(tx, id, { status: 'booked', doctor_name: doctor.name, doctor_specialty: doctor.specialty });

export const markCancelled = (tx: Transaction, id: string, { code, reason, by }: Cancellation) =>
  appointments.update(tx, id, {
    status: 'cancelled',
    cancellation_code: code,
    cancellation_reason: reason,
    cancelled_by: by,
  });

export const removeAppointment = async (tx: Transaction, id: string): Promise<void> => {
  await tx.query('delete from appointments where id = $1', [id]);
};
