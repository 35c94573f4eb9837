import { auditEventResource } from '@hms/fhir/audit-event';
import { fhirOperations, inFhir } from '@hms/fhir/facade';
import { provenanceResource } from '@hms/fhir/provenance';
import { wholeNumber } from '@hms/service-kit/config';
import { defineService } from '@hms/service-kit/service';
import { refersTo, requires } from '@hms/service-kit/service-definition';
import { restrictionSource } from '@hms/access/restrictions';
import { access } from './access';
import { constraintProblems } from './appointment-store';
import { doctorClient } from './doctor-client';
import { appointmentResource, appointmentVersions } from './fhir/appointment';
import { slotResource } from './fhir/slot';
import { minutes } from './free-time';
import { patientClient } from './patient-client';
import { appointmentRoutes } from './routes';
import { expiringOffers } from './waitlist/answer-offer';
import { offeringFreedTime } from './waitlist/offer-freed-time';
import { waitlistRoutes } from './waitlist/routes';
import { endingTheWaitOfTheDead } from './waitlist/wait-of-the-dead';

export const service = defineService({
  name: 'appointment-service',
  summary: 'Appointments: which patient sees which doctor, and when. No double bookings.',
  description:
    'Books, moves and cancels appointments, finds free times, and keeps the waiting list. Working hours are in doctor-service, patients in patient-service.',
  tags: {
    appointments: 'Booked times of patients with doctors',
    slots: 'Free times that can be booked',
    waitlist: 'Patients who wait for a time',
  },
  port: 3001,
  database: { name: 'hms_appointments', role: 'hms_appointment', sharedSchema: ['audit', 'pending-operations'] },
  environment: {
    WAITLIST_HOLD_MINUTES: wholeNumber(1, 10_080)
      .default(30)
      .meta({ description: 'How long a time is held for a patient on the waiting list' }),
  },
  upstreams: {
    doctors: requires('doctor-service', doctorClient),
    // absent: patients are not looked up
    patients: refersTo('patient-service', (calls, url) => ({
      ...patientClient(calls, url),
      restrictions: restrictionSource(calls, url),
    })),
  },
  constraints: constraintProblems,
  access,
  restrictions: ({ upstreams }) => upstreams.patients?.restrictions,
  facade: {
    ...inFhir,
    collections: ['Appointment', 'Slot', 'AuditEvent', 'Provenance'],
    operations: (context, native) =>
      fhirOperations(context.db, native, [
        appointmentResource(context),
        slotResource,
        auditEventResource('appointment-service', context.db),
        provenanceResource(appointmentVersions, context.db),
      ]),
  },
  operations: ({ upstreams: called, ...rest }) => {
    const context = { ...rest, upstreams: endingTheWaitOfTheDead(rest.db, called) };
    return [...appointmentRoutes(context), ...waitlistRoutes(context)];
  },
  jobs: ({ db, settings, upstreams: called }) => {
    const upstreams = endingTheWaitOfTheDead(db, called);
    return [offeringFreedTime(db, upstreams, minutes(settings.WAITLIST_HOLD_MINUTES)), expiringOffers(db)];
  },
});
