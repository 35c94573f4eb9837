import { created } from '@hms/service-kit/answer';
import type { Database } from '@hms/service-kit/postgres';
import { problemAnswer } from '@hms/service-kit/problem';
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
    if (appointment?.status !== 'pending') return created('/appointments', await appointments.get(tx, id));
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
    return created('/appointments', await markCancelled(tx, id, cancellation));
  },
});
