import { accepted, ok, page } from '@hms/service-kit/answer';
import { historyPage, HistoryQuery, Version } from '@hms/service-kit/history';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/postgres';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { patchRecord } from '@hms/service-kit/records';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { appointmentList, appointments } from './appointment-store';
import { storePending, wantedBy } from './book-appointment';
import { judgeRefused, type Neighbours } from './calendar';
import { cancelAppointment } from './cancel-appointment';
import { NewAppointment, NewCancellation, Reschedule } from './command-schemas';
import { findSlots } from './find-slots';
import { listOutsideHours } from './outside-hours';
import type { PendingCommands } from './pending-commands';
import { bookingProblems, doctorInactive, doctorUnknown, timeNotInPast, timeNotNow } from './problems';
import { Appointment, AppointmentChanges, AppointmentPage, AppointmentQuery, Slot, SlotQuery } from './schemas';
import { visitRoutes } from './visit-routes';
import { heldForWaitingList } from './waitlist/problems';

export interface AppointmentDeps extends PendingCommands {
  db: Database;
  neighbours: Neighbours;
}

export const appointmentRoutes = ({ db, neighbours, bookings, rescheduling }: AppointmentDeps): Route[] => [
  route({
    id: 'bookAppointment',
    method: 'post',
    path: '/appointments',
    summary: 'Book an appointment',
    description:
      'Books a time with a doctor for a patient. It is refused if the doctor does not work then, if either has another appointment, or if the patient or the doctor cannot be booked; a refused time comes with free ones. If doctor-service or patient-service does not respond, the time is held, the response is 202, and the booking is completed or cancelled once they do.',
    body: NewAppointment,
    answers: {
      201: { description: 'Booked, with the doctor linked', schema: Appointment },
      202: {
        description: 'The time is held; a neighbour has still to answer, and will be asked again',
        schema: Appointment,
      },
    },
    problems: [...bookingProblems, timeNotNow, timeNotInPast, stateForbidsCommand],
    job: bookings.task,
    handle: ({ body, command }) =>
      bookings.run(
        command,
        async (tx) => accepted('/appointments', await storePending(tx, body)),
        (refusal) => judgeRefused(db, neighbours, refusal, { wanted: wantedBy(body, Date.now()) }),
      ),
  }),
  route({
    id: 'listAppointments',
    method: 'get',
    path: '/appointments',
    summary: 'List appointments',
    description:
      'Lists appointments in order of time, by patient, doctor, status or time. With outsideHours it lists the visits to come that no longer lie in the hours of their doctor.',
    query: AppointmentQuery,
    answers: { 200: { description: 'A page of appointments', schema: AppointmentPage } },
    handle: async ({ query, url }) =>
      query.outsideHours
        ? listOutsideHours(db, neighbours.doctors, query, url)
        : page(await listPage(db, appointmentList, query), url),
  }),
  route({
    id: 'getAppointment',
    method: 'get',
    path: '/appointments/:id',
    summary: 'Read an appointment',
    description: 'Returns one appointment as it is now.',
    params: idParameters,
    answers: { 200: { description: 'The appointment', schema: Appointment } },
    handle: async ({ params }) => ok(await appointments.get(db, params.id)),
  }),
  route({
    id: 'getAppointmentHistory',
    method: 'get',
    path: '/appointments/:id/history',
    summary: 'List the versions of an appointment',
    description:
      'Lists every version since the appointment was made, newest first, each with what changed and the request that changed it.',
    params: idParameters,
    query: HistoryQuery,
    answers: { 200: { description: 'A page of versions', schema: pageOf(Version) } },
    handle: ({ params, query, url }) => historyPage(db, appointments, { id: params.id, query, url }),
  }),
  route({
    id: 'changeAppointment',
    method: 'patch',
    path: '/appointments/:id',
    summary: 'Change the reason of an appointment',
    description:
      'Changes the reason only. To change the time or the doctor, reschedule the appointment; to change its status, use the commands.',
    params: idParameters,
    body: mergePatchOf(AppointmentChanges),
    answers: { 200: { description: 'The changed appointment', schema: Appointment } },
    handle: async (request) =>
      ok(await patchRecord(db, appointments, request, AppointmentChanges, appointments.update)),
  }),
  route({
    id: 'cancelAppointment',
    method: 'post',
    path: '/appointments/:id/cancel',
    summary: 'Cancel an appointment',
    description:
      'Cancels the appointment; its time is free at once, and is offered to patients on the waiting list. A fulfilled or cancelled appointment is refused, and so is a time that is held for an offer.',
    params: idParameters,
    body: NewCancellation,
    answers: { 200: { description: 'The cancelled appointment', schema: Appointment } },
    problems: [stateForbidsCommand, heldForWaitingList],
    handle: ({ params, body, command }) => command.store((tx) => cancelAppointment(tx, params.id, body)),
  }),
  route({
    id: 'rescheduleAppointment',
    method: 'post',
    path: '/appointments/:id/reschedule',
    summary: 'Reschedule an appointment',
    description:
      'Moves the appointment to another time, another doctor, or both, by the rules of a booking; the old time is kept until the new one is safe. If doctor-service does not respond, both times are held and the response is 202. A move to another doctor, or of a visit that was missed, is answered 503 then, and nothing is changed.',
    params: idParameters,
    body: Reschedule,
    answers: {
      200: { description: 'The moved appointment', schema: Appointment },
      202: {
        description:
          'Both times are held; an upstream does not respond, and will be asked again. A move to another doctor, or of a visit that was missed, is never left so: it is answered 503, and nothing is changed',
        schema: Appointment,
      },
    },
    problems: [...bookingProblems, stateForbidsCommand],
    job: rescheduling.task,
    handle: ({ params, body, command }) => rescheduling.run(command, params.id, body),
  }),
  ...visitRoutes({ db, neighbours }),
  route({
    id: 'findSlots',
    method: 'get',
    path: '/slots',
    summary: 'Find free times',
    description:
      'Finds times that can be booked, earliest first, of one doctor or of every active doctor of a specialty. A time is not held: it may be gone when it is booked.',
    query: SlotQuery,
    answers: { 200: { description: 'A page of free times, each of which can be booked', schema: pageOf(Slot) } },
    problems: [doctorUnknown, doctorInactive],
    handle: ({ query, url }) => findSlots(db, neighbours.doctors, query, url),
  }),
];
