import { noContent, ok } from '@hms/service-kit/answer';
import { versionMismatch } from '@hms/service-kit/problem';
import type { Database } from '@hms/service-kit/postgres';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters } from '@hms/service-kit/schema';
import { putSchedule, removeSchedule } from './change-schedule';
import { scheduleUnknown, validityOverlap } from './problems';
import { NewSchedule, Schedules, ValidityQuery } from './schedule-schemas';
import { getSchedules } from './schedule-store';

export const scheduleRoutes = (db: Database): Route[] => [
  route({
    id: 'putSchedule',
    method: 'put',
    path: '/doctors/:id/schedule',
    summary: 'Set weekly hours: replaces the schedule with the same validFrom, or adds one',
    params: idParameters,
    body: NewSchedule,
    answers: { 200: { description: 'All schedules of the doctor', schema: Schedules } },
    problems: [validityOverlap, versionMismatch],
    handle: async ({ params, body, ifMatch }) => ok(await putSchedule(db, { doctorId: params.id, ifMatch }, body)),
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
    answers: { 204: { description: 'Removed' } },
    problems: [scheduleUnknown, versionMismatch],
    handle: async ({ params, query, ifMatch }) => {
      await removeSchedule(db, { doctorId: params.id, ifMatch }, query.validFrom ?? null);
      return noContent;
    },
  }),
];
