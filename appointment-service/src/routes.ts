import { accepted, ok, page } from '@hms/service-kit/answer';
import { historyPage, HistoryQuery, Version } from '@hms/service-kit/history';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/postgres';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { patchRecord } from '@hms/service-kit/records';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import type { StoreFirst } from '@hms/service-kit/store-first';
import { appointmentList, appointments } from './appointment-store';
import { storePending, wantedBy } from './book-appointment';
import { judgeRefused, type Neighbours } from './calendar';
import { cancelAppointment } from './cancel-appointment';
import { checkIn } from './check-in';
import { findSlots } from './find-slots';
import { listOutsideHours } from './outside-hours';
import { bookingProblems, doctorInactive, doctorUnknown, heldForWaitingList, notDueYet } from './problems';
import type { Rescheduling } from './reschedule-appointment';
import {
  Appointment,
  AppointmentChanges,
  AppointmentPage,
  AppointmentQuery,
  NewAppointment,
  NewCancellation,
  Reschedule,
  Slot,
  SlotQuery,
} from './schemas';

export interface AppointmentDeps {
  db: Database;
  neighbours: Neighbours;
  /** See book-appointment.ts. */
  bookings: StoreFirst;
  rescheduling: Rescheduling;
}

const checkIns = [
  { id: 'arrive', command: 'arrive', summary: 'The patient has come' },
  { id: 'fulfill', command: 'fulfill', summary: 'The patient has been seen' },
  { id: 'recordNoShow', command: 'no-show', summary: 'The patient did not come; what is left of the time is free' },
] as const;

export const appointmentRoutes = ({ db, neighbours, bookings, rescheduling }: AppointmentDeps): Route[] => [
  route({
    id: 'bookAppointment',
    method: 'post',
    path: '/appointments',
    summary: 'Book a time with a doctor',
    body: NewAppointment,
    answers: {
      201: { description: 'Booked, with the doctor linked', schema: Appointment },
      202: {
        description: 'The time is held; a neighbour has still to answer, and will be asked again',
        schema: Appointment,
      },
    },
    problems: [...bookingProblems, stateForbidsCommand],
    handle: ({ body, command }) =>
      bookings.run(
        command,
        async (tx) => accepted('/appointments', await storePending(tx, body)),
        (refusal) => judgeRefused(db, neighbours, refusal, { wanted: wantedBy(body) }),
      ),
  }),
  route({
    id: 'listAppointments',
    method: 'get',
    path: '/appointments',
    summary: 'Find appointments, in order of time',
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
    params: idParameters,
    answers: { 200: { description: 'The appointment', schema: Appointment } },
    handle: async ({ params }) => ok(await appointments.get(db, params.id)),
  }),
  route({
    id: 'getAppointmentHistory',
    method: 'get',
    path: '/appointments/:id/history',
    summary: 'See every version since it was booked, newest first',
    params: idParameters,
    query: HistoryQuery,
    answers: { 200: { description: 'A page of versions', schema: pageOf(Version) } },
    handle: ({ params, query, url }) => historyPage(db, appointments, { id: params.id, query, url }),
  }),
  route({
    id: 'changeAppointment',
    method: 'patch',
    path: '/appointments/:id',
    summary: 'Change the reason (JSON Merge Patch)',
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
    summary: 'Cancel an appointment; its time is free at once',
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
    summary: 'Move an appointment; the old time is kept until the new one is safe',
    params: idParameters,
    body: Reschedule,
    answers: {
      200: { description: 'The moved appointment', schema: Appointment },
      202: { description: 'Both times are held; doctor-service has still to answer', schema: Appointment },
    },
    problems: [...bookingProblems, stateForbidsCommand],
    handle: ({ params, body, command }) => rescheduling.run(command, params.id, body),
  }),
  ...checkIns.map(({ id, command: name, summary }) =>
    route({
      id,
      method: 'post',
      path: `/appointments/:id/${name}`,
      summary,
      params: idParameters,
      answers: { 200: { description: 'The changed appointment', schema: Appointment } },
      problems: [stateForbidsCommand, notDueYet],
      handle: ({ params, command }) => command.store((tx) => checkIn(tx, params.id, name)),
    }),
  ),
  route({
    id: 'findSlots',
    method: 'get',
    path: '/slots',
    summary: 'Find free times of a doctor, or of any doctor of a specialty, earliest first',
    query: SlotQuery,
    answers: { 200: { description: 'A page of free times, each of which can be booked', schema: pageOf(Slot) } },
    problems: [doctorUnknown, doctorInactive],
    handle: ({ query, url }) => findSlots(db, neighbours.doctors, query, url),
  }),
];
