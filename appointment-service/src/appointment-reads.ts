import type { Database } from '@hms/service-kit/database';
import type { DoctorClient } from './doctor-client';
import { ofRecord } from '@hms/service-kit/narrow';
import { ok, page } from '@hms/service-kit/response';
import { historyPage, HistoryQuery, Version } from '@hms/service-kit/history';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { appointmentList, appointments } from './appointment-store';
import { listOutsideHours } from './outside-hours';
import { Appointment, AppointmentPage, AppointmentQuery } from './schemas';

export const listAppointments = (db: Database, doctors: DoctorClient): Operation =>
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
        ? listOutsideHours(db, doctors, query, url)
        : page(await listPage(db, appointmentList, query), url),
  });

export const getAppointment = (db: Database): Operation =>
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
    handle: async ({ params }) => ok(await appointments.get(db, params.id)),
  });

export const getAppointmentHistory = (db: Database): Operation =>
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
    handle: ({ params, query, url }) => historyPage(db, appointments, { id: params.id, query, url }),
  });
