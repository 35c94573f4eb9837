import { accepted, ok, page } from '@hms/service-kit/answer';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/postgres';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { patchRecord } from '@hms/service-kit/records';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import type { StoreFirst } from '@hms/service-kit/store-first';
import { appointmentList, appointments, insertPending } from './appointment-store';
import { cancelAppointment } from './cancel-appointment';
import { doctorInactive, doctorUnknown, slotTaken } from './problems';
import { Appointment, AppointmentChanges, AppointmentQuery, NewAppointment, NewCancellation } from './schemas';

export interface AppointmentDeps {
  db: Database;
  /** See link-doctor.ts. */
  linking: StoreFirst;
}

export const appointmentRoutes = ({ db, linking }: AppointmentDeps): Route[] => [
  route({
    id: 'bookAppointment',
    method: 'post',
    path: '/appointments',
    summary: 'Book a time with a doctor',
    body: NewAppointment,
    answers: {
      201: { description: 'Booked, with the doctor linked', schema: Appointment },
      202: {
        description: 'The time is held; doctor-service has not answered yet, and will be asked again',
        schema: Appointment,
      },
    },
    problems: [slotTaken, doctorUnknown, doctorInactive, stateForbidsCommand],
    handle: ({ body, command }) =>
      linking.run(command, async (tx) => accepted('/appointments', await insertPending(tx, body))),
  }),
  route({
    id: 'listAppointments',
    method: 'get',
    path: '/appointments',
    summary: 'Find appointments, in order of time',
    query: AppointmentQuery,
    answers: { 200: { description: 'A page of appointments', schema: pageOf(Appointment) } },
    handle: async ({ query, url }) => page(await listPage(db, appointmentList, query), url),
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
    problems: [stateForbidsCommand],
    handle: ({ params, body, command }) => command.store((tx) => cancelAppointment(tx, params.id, body)),
  }),
];
