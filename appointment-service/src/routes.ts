import { ofRecord } from '@hms/service-kit/narrow';
import { ok, page } from '@hms/service-kit/response';
import { historyPage, HistoryQuery, Version } from '@hms/service-kit/history';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { patchRecord } from '@hms/service-kit/records';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { appointmentList, appointments } from './appointment-store';
import { bookAppointment } from './book-appointment';
import { cancelAppointment } from './cancel-appointment';
import { NewCancellation } from './command-schemas';
import type { AppointmentContext } from './context';
import { findSlots } from './find-slots';
import { listOutsideHours } from './outside-hours';
import { doctorInactive, doctorUnknown } from './problems';
import { rescheduleAppointment } from './reschedule-appointment';
import { Appointment, AppointmentChanges, AppointmentPage, AppointmentQuery, Slot, SlotQuery } from './schemas';
import { visitRoutes } from './visit-routes';
import { heldForWaitingList } from './waitlist/problems';

export const appointmentRoutes = (context: AppointmentContext): Operation[] => [
  bookAppointment(context),
  operation({
    id: 'listAppointments',
    access: access.listAppointments,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/appointments',
    summary: 'List appointments',
    description:
      'Lists appointments in order of time, by patient, doctor, specialty, status or time. With outsideHours it lists the visits to come that no longer lie in the hours of their doctor.',
    query: AppointmentQuery,
    responses: { 200: { description: 'A page of appointments', schema: AppointmentPage } },
    handle: async ({ query, url }) =>
      query.outsideHours
        ? listOutsideHours(context.db, context.upstreams.doctors, query, url)
        : page(await listPage(context.db, appointmentList, query), url),
  }),
  operation({
    id: 'getAppointment',
    access: access.getAppointment,
    patient: ofRecord(appointments),
    shows: appointments,
    method: 'get',
    path: '/appointments/:id',
    summary: 'Read an appointment',
    description: 'Returns one appointment as it is now.',
    params: idParameters,
    responses: { 200: { description: 'The appointment', schema: Appointment } },
    handle: async ({ params }) => ok(await appointments.get(context.db, params.id)),
  }),
  operation({
    id: 'getAppointmentHistory',
    access: access.getAppointmentHistory,
    patient: ofRecord(appointments),
    method: 'get',
    path: '/appointments/:id/history',
    summary: 'List the versions of an appointment',
    description:
      'Lists every version since the appointment was made, newest first, each with what changed and the request that changed it.',
    params: idParameters,
    query: HistoryQuery,
    responses: { 200: { description: 'A page of versions', schema: pageOf(Version) } },
    handle: ({ params, query, url }) => historyPage(context.db, appointments, { id: params.id, query, url }),
  }),
  operation({
    id: 'changeAppointment',
    access: access.changeAppointment,
    patient: ofRecord(appointments),
    method: 'patch',
    path: '/appointments/:id',
    summary: 'Change the reason of an appointment',
    description:
      'Changes the reason only. To change the time or the doctor, reschedule the appointment; to change its status, use the commands.',
    params: idParameters,
    body: mergePatchOf(AppointmentChanges),
    responses: { 200: { description: 'The changed appointment', schema: Appointment } },
    handle: async (request) =>
      ok(await patchRecord(context.db, appointments, request, AppointmentChanges, appointments.update)),
  }),
  operation({
    id: 'cancelAppointment',
    access: access.cancelAppointment,
    patient: ofRecord(appointments),
    method: 'post',
    path: '/appointments/:id/cancel',
    summary: 'Cancel an appointment',
    description:
      'Cancels the appointment; its time is free at once, and is offered to patients on the waiting list. A fulfilled or cancelled appointment is refused, and so is a time that is held for an offer.',
    params: idParameters,
    body: NewCancellation,
    responses: { 200: { description: 'The cancelled appointment', schema: Appointment } },
    problems: [stateForbidsCommand, heldForWaitingList],
    handle: ({ params, body, command }) => command.store((tx) => cancelAppointment(tx, params.id, body)),
  }),
  rescheduleAppointment(context),
  ...visitRoutes(context),
  operation({
    id: 'findSlots',
    access: access.findSlots,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/slots',
    summary: 'Find free times',
    description:
      'Finds times that can be booked, earliest first, of one doctor or of every active doctor of a specialty. A time is not held: it may be gone when it is booked.',
    query: SlotQuery,
    responses: { 200: { description: 'A page of free times, each of which can be booked', schema: pageOf(Slot) } },
    problems: [doctorUnknown, doctorInactive],
    handle: ({ query, url }) => findSlots(context.db, context.upstreams.doctors, query, url),
  }),
];
