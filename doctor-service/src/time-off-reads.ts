import type { Database } from '@hms/service-kit/database';
import { ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { doctors } from './doctor-store';
import { TimeOff, TimeOffOfManyQuery, TimeOffQuery, timeOffParameters } from './time-off-schemas';
import { readTimeOff, timeOffList, timesOff } from './time-off-store';

export const listTimeOff = (db: Database): Operation =>
  operation({
    id: 'listTimeOff',
    access: access.listTimeOff,
    method: 'get',
    path: '/doctors/:id/time-off',
    summary: 'List the time off of a doctor',
    description: 'Lists when a doctor is away, in order of time.',
    params: idParameters,
    query: TimeOffQuery,
    responses: { 200: { description: 'A page of times off', schema: pageOf(TimeOff) } },
    handle: async ({ params, query, url }) => {
      await doctors.get(db, params.id);
      return page(await listPage(db, timeOffList, { ...query, doctorId: params.id }), url);
    },
  });

export const listTimeOffOfMany = (db: Database): Operation =>
  operation({
    id: 'listTimeOffOfMany',
    access: access.listTimeOffOfMany,
    method: 'get',
    path: '/time-off',
    summary: 'List the time off of several doctors',
    description:
      'Lists when each of up to 100 doctors is away, in order of time, for a calendar with a column for each.',
    query: TimeOffOfManyQuery,
    responses: { 200: { description: 'A page of times off', schema: pageOf(TimeOff) } },
    handle: async ({ query: { doctorId: doctorIds, ...query }, url }) =>
      page(await listPage(db, timeOffList, { ...query, doctorIds }), url),
  });

export const getTimeOff = (db: Database): Operation =>
  operation({
    id: 'getTimeOff',
    access: access.getTimeOff,
    shows: timesOff,
    method: 'get',
    path: '/doctors/:id/time-off/:timeOffId',
    summary: 'Read a time off',
    description: 'Returns one time off.',
    params: timeOffParameters,
    responses: { 200: { description: 'The time off', schema: TimeOff } },
    handle: async ({ params: { id, timeOffId } }) => ok(await readTimeOff(db, id, timeOffId)),
  });
