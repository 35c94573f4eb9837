import { meta, reference } from '@hms/fhir/elements';
import { compact } from '@hms/fhir/resource';
import type { Appointment as FhirAppointment, AppointmentParticipant } from 'fhir/r4';
import type { z } from 'zod';
import type { Appointment } from '../schemas';

/** An appointment; to some roles only parts of it are shown, and old versions lack what came later. */
export type Native = Pick<z.output<typeof Appointment>, 'id' | 'version' | 'updatedAt'> &
  Partial<z.output<typeof Appointment>>;

export const cancellationReasons = 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason';
export const appointmentTypes = 'http://terminology.hl7.org/CodeSystem/v2-0276';
export const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

/** Until when the time is held for the patient, who has still to confirm it; FHIR has no element for that. */
export const heldUntilExtension = 'urn:hms:held-until';

/** Returns the appointment as FHIR's Appointment. */
export function toFhir(appointment: Native): FhirAppointment {
  const { status = 'booked', cancellation, doctor, waitingMove, heldUntil, walkIn, reason, confidential } = appointment;
  return compact<FhirAppointment>({
    resourceType: 'Appointment',
    id: appointment.id,
    meta: {
      ...meta(appointment),
      ...(confidential && { security: [{ system: confidentiality, code: 'R', display: 'restricted' }] }),
    },
    extension: heldUntil ? [{ url: heldUntilExtension, valueInstant: heldUntil }] : undefined,
    status,
    cancelationReason: cancellation && {
      coding: [{ system: cancellationReasons, code: cancellation.code }],
      ...(cancellation.reason !== null && { text: cancellation.reason }),
    },
    specialty: doctor && [{ text: doctor.specialty }],
    appointmentType: walkIn
      ? { coding: [{ system: appointmentTypes, code: 'WALKIN', display: 'A previously unscheduled walk-in visit' }] }
      : undefined,
    reasonCode: reason ? [{ text: reason }] : undefined,
    start: appointment.time,
    end: appointment.endTime,
    minutesDuration: appointment.durationMinutes,
    created: appointment.createdAt,
    participant: participantsOf(appointment),
    requestedPeriod: waitingMove && [{ start: waitingMove.time, end: waitingMove.endTime }],
  });
}

/** Who comes; while it is pending the doctor has not been asked yet, and a time that is held the patient has not confirmed. */
function participantsOf({ patientId, doctorId, doctor, ...appointment }: Native): AppointmentParticipant[] {
  const { status, heldUntil, cancellation } = appointment;
  const statusOf = (who: 'patient' | 'doctor', waits: boolean): AppointmentParticipant['status'] =>
    cancellation?.by === who ? 'declined' : status === 'pending' && waits ? 'needs-action' : 'accepted';
  const isHeld = heldUntil !== null && heldUntil !== undefined;
  return [
    { actor: reference('Patient', patientId), required: 'required', status: statusOf('patient', isHeld) },
    {
      actor: reference('Practitioner', doctorId, doctor?.name),
      required: 'required',
      status: statusOf('doctor', !isHeld || !doctor),
    },
  ].map((participant) => compact<AppointmentParticipant>(participant as AppointmentParticipant));
}
