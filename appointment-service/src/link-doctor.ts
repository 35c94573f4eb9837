import { accepted, created, type Answer } from '@hms/service-kit/answer';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { notFound, problemAnswer, stateForbidsCommand } from '@hms/service-kit/problem';
import type { Settlement } from '@hms/service-kit/store-first';
import {
  appointments,
  findAppointmentState,
  linkDoctor,
  lockAppointmentState,
  markCancelled,
  removeAppointment,
} from './appointment-store';
import type { Doctor, DoctorClient } from './doctor-client';
import { doctorInactive, doctorUnknown } from './problems';

const answerByState = async (tx: Transaction, id: string): Promise<Answer> => {
  const status = (await findAppointmentState(tx, id))?.status;
  if (!status) return problemAnswer(notFound('appointment', id), '/appointments');
  if (status === 'pending') return accepted('/appointments', await appointments.get(tx, id));
  if (status !== 'cancelled') return created('/appointments', await appointments.get(tx, id));
  return problemAnswer(stateForbidsCommand('appointment', status, 'book', []), '/appointments');
};

/** Gets the doctor of a pending appointment and links name and specialty; then it is booked. */
export const doctorLinking = (db: Database, doctors: DoctorClient, timeLimitMs: number): Settlement<Doctor> => ({
  name: 'link-doctor',
  timeLimitMs,
  ask: async (id) => {
    const appointment = await findAppointmentState(db, id);
    return appointment?.status === 'pending' ? doctors.getDoctor(appointment.doctorId) : undefined;
  },
  settle: async (tx, id, reply, callerWaits) => {
    const appointment = await lockAppointmentState(tx, id);
    if (appointment?.status !== 'pending') return answerByState(tx, id);
    if (reply.outcome === 'answered' && reply.value.active) {
      const { givenName, familyName, specialty } = reply.value;
      return created('/appointments', await linkDoctor(tx, id, { name: `${givenName} ${familyName}`, specialty }));
    }
    const refusal = (reply.outcome === 'answered' ? doctorInactive : doctorUnknown)(appointment.doctorId);
    if (callerWaits) {
      await removeAppointment(tx, id);
      return problemAnswer(refusal, '/appointments');
    }
    // its 202 has been answered, so it must be found, with the reason
    const cancellation = { code: 'oth-err', reason: refusal.message, by: 'system' };
    await markCancelled(tx, id, cancellation);
    return answerByState(tx, id);
  },
  answer: answerByState,
});
