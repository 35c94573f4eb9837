import { computed, page } from '@hms/service-kit/answer';
import type { Database } from '@hms/service-kit/postgres';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { Availability, AvailabilityQuery, SpecialtyQuery } from './availability-schemas';
import { getAvailability, listAvailability } from './availability-store';

export const availabilityRoutes = (db: Database): Route[] => [
  route({
    id: 'getAvailability',
    method: 'get',
    path: '/doctors/:id/availability',
    summary: 'When a doctor can be booked: working hours less time off',
    params: idParameters,
    query: AvailabilityQuery,
    answers: { 200: { description: 'The hours as instants', schema: Availability } },
    handle: async ({ params, query }) => computed(await getAvailability(db, params.id, query)),
  }),
  route({
    id: 'listAvailability',
    method: 'get',
    path: '/availability',
    summary: 'When the active doctors of a specialty can be booked, in the order of their list',
    query: SpecialtyQuery,
    answers: { 200: { description: 'A page of doctors with their hours', schema: pageOf(Availability) } },
    handle: async ({ query, url }) => page(await listAvailability(db, query), url),
  }),
];
