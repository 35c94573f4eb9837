import type { Database } from '@hms/service-kit/database';
import { ok } from '@hms/service-kit/response';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { Schedules } from './schedule-schemas';
import { getSchedules } from './schedule-store';

export const getSchedule = (db: Database): Operation =>
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
  });
