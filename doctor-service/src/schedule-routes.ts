import { ok } from '@hms/service-kit/response';
import { versionMismatch } from '@hms/service-kit/problem';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { withAffected, type DoctorDeps } from './affected-appointments';
import { putSchedule, removeSchedule } from './change-schedule';
import { scheduleUnknown, validityOverlap } from './problems';
import { ChangedSchedules, NewSchedule, Schedules, ValidityQuery } from './schedule-schemas';
import { getSchedules } from './schedule-store';

export const scheduleRoutes = ({ db, visits }: DoctorDeps): Operation[] => [
  operation({
    id: 'putSchedule',
    access: access.putSchedule,
    method: 'put',
    path: '/doctors/:id/schedule',
    summary: 'Set the weekly hours of a doctor',
    description:
      'Replaces the schedule with the same validFrom, or adds one. Schedules that are valid on the same days are refused. The response counts the visits that now lie outside the hours; none is moved or cancelled. A repeat changes nothing more.',
    params: idParameters,
    body: NewSchedule,
    responses: { 200: { description: 'All schedules of the doctor', schema: ChangedSchedules } },
    problems: [validityOverlap, versionMismatch],
    handle: async ({ params: { id }, body, ifMatch }) =>
      withAffected(visits, id, ok(await putSchedule(db, { doctorId: id, ifMatch }, body))),
  }),
  operation({
    id: 'getSchedule',
    access: access.getSchedule,
    method: 'get',
    path: '/doctors/:id/schedule',
    summary: 'Read the schedules of a doctor',
    description: 'Returns all schedules of the doctor, in the order of their days.',
    params: idParameters,
    responses: { 200: { description: 'All schedules of the doctor', schema: Schedules } },
    handle: async ({ params }) => ok(await getSchedules(db, params.id)),
  }),
  operation({
    id: 'removeSchedule',
    access: access.removeSchedule,
    method: 'delete',
    path: '/doctors/:id/schedule',
    summary: 'Remove a schedule',
    description:
      'Removes the schedule with this validFrom, or the one without a beginning. The response counts the visits that now lie outside the hours; none is moved or cancelled. A repeat is answered 404.',
    params: idParameters,
    query: ValidityQuery,
    responses: { 200: { description: 'Removed; what is left', schema: ChangedSchedules } },
    problems: [scheduleUnknown, versionMismatch],
    handle: async ({ params: { id }, query, ifMatch }) =>
      withAffected(visits, id, ok(await removeSchedule(db, { doctorId: id, ifMatch }, query.validFrom ?? null))),
  }),
];
