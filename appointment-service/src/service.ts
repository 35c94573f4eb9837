import { auditEventResource } from '@hms/fhir/audit-event';
import { fhirOperations, inFhir } from '@hms/fhir/facade';
import { provenanceResource } from '@hms/fhir/provenance';
import { wholeNumber } from '@hms/service-kit/config';
import { defineService } from '@hms/service-kit/service';
import { refersTo, requires } from '@hms/service-kit/service-definition';
import { restrictionSource } from '@hms/access/restrictions';
import { access } from './access';
import { getAppointment, getAppointmentHistory, listAppointments } from './appointment-reads';
import { constraintProblems } from './appointment-store';
import { bookAppointment } from './book-appointment';
import { cancelAppointment } from './cancel-appointment';
import { changeAppointment } from './change-appointment';
import { confirmAppointment, expiringHolds } from './confirm-appointment';
import { arrive } from './check-in';
import { checkOuts } from './check-out';
import { doctorClient } from './doctor-client';
import { appointmentResource, appointmentVersions } from './fhir/appointment';
import { slotResource } from './fhir/slot';
import { findSlots } from './find-slots';
import { minutes } from './free-time';
import { patientClient } from './patient-client';
import { reopenAppointment } from './reopen-appointment';
import { rescheduleAppointment } from './reschedule-appointment';
import { acceptOffer } from './waitlist/accept-offer';
import { declineOffer } from './waitlist/decline-offer';
import { joinWaitlist } from './waitlist/join-waitlist';
import { leaveWaitlist } from './waitlist/leave-waitlist';
import { offeringFreedTime } from './waitlist/offer-freed-time';
import { expiringOffers } from './waitlist/open-offer';
import { endingTheWaitOfTheDead } from './waitlist/wait-of-the-dead';
import { getWaitlistEntry, listWaitlist } from './waitlist/waitlist-reads';

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
    const { db, upstreams } = context;
    return [
      bookAppointment(context),
      listAppointments(db, upstreams.doctors),
      getAppointment(db),
      getAppointmentHistory(db),
      changeAppointment(db),
      confirmAppointment,
      cancelAppointment,
      rescheduleAppointment(context),
      arrive(context),
      ...checkOuts,
      reopenAppointment(context),
      findSlots(db, upstreams.doctors),
      joinWaitlist(context),
      listWaitlist(db),
      getWaitlistEntry(db),
      acceptOffer(context),
      declineOffer,
      leaveWaitlist,
    ];
  },
  jobs: ({ db, settings, upstreams: called }) => {
    const upstreams = endingTheWaitOfTheDead(db, called);
    return [
      offeringFreedTime(db, upstreams, minutes(settings.WAITLIST_HOLD_MINUTES)),
      expiringOffers(db),
      expiringHolds(db),
    ];
  },
});
