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
    summary: 'Read when a doctor can be booked',
    description:
      'Returns the working hours of a doctor less time off, as instants, within a window. It does not know what is booked: appointment-service finds free times.',
    params: idParameters,
    query: AvailabilityQuery,
    answers: { 200: { description: 'The hours as instants', schema: Availability, headers: [] } },
    handle: async ({ params, query }) => computed(await getAvailability(db, params.id, query)),
  }),
  route({
    id: 'listAvailability',
    method: 'get',
    path: '/availability',
    summary: 'List when the doctors of a specialty can be booked',
    description:
      'Returns the working hours less time off of every active doctor of a specialty, within a window. It does not know what is booked: appointment-service finds free times.',
    query: SpecialtyQuery,
    answers: { 200: { description: 'A page of doctors with their hours', schema: pageOf(Availability) } },
    handle: async ({ query, url }) => page(await listAvailability(db, query), url),
  }),
];
