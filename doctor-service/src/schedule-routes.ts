import { ok } from '@hms/service-kit/answer';
import { versionMismatch } from '@hms/service-kit/problem';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters } from '@hms/service-kit/schema';
import { withAffected, type DoctorDeps } from './affected-appointments';
import { putSchedule, removeSchedule } from './change-schedule';
import { scheduleUnknown, validityOverlap } from './problems';
import { ChangedSchedules, NewSchedule, Schedules, ValidityQuery } from './schedule-schemas';
import { getSchedules } from './schedule-store';

export const scheduleRoutes = ({ db, visits }: DoctorDeps): Route[] => [
  route({
    id: 'putSchedule',
    method: 'put',
    path: '/doctors/:id/schedule',
    summary: 'Set weekly hours: replaces the schedule with the same validFrom, or adds one',
    params: idParameters,
    body: NewSchedule,
    answers: { 200: { description: 'All schedules of the doctor', schema: ChangedSchedules } },
    problems: [validityOverlap, versionMismatch],
    handle: async ({ params: { id }, body, ifMatch }) =>
      withAffected(visits, id, ok(await putSchedule(db, { doctorId: id, ifMatch }, body))),
  }),
  route({
    id: 'getSchedule',
    method: 'get',
    path: '/doctors/:id/schedule',
    summary: 'Read all schedules of a doctor',
    params: idParameters,
    answers: { 200: { description: 'All schedules of the doctor', schema: Schedules } },
    handle: async ({ params }) => ok(await getSchedules(db, params.id)),
  }),
  route({
    id: 'removeSchedule',
    method: 'delete',
    path: '/doctors/:id/schedule',
    summary: 'Remove the schedule with this validFrom',
    params: idParameters,
    query: ValidityQuery,
    answers: { 200: { description: 'Removed; what is left', schema: ChangedSchedules } },
    problems: [scheduleUnknown, versionMismatch],
    handle: async ({ params: { id }, query, ifMatch }) =>
      withAffected(visits, id, ok(await removeSchedule(db, { doctorId: id, ifMatch }, query.validFrom ?? null))),
  }),
];
