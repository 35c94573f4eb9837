import { computed, page } from '@hms/service-kit/response';
import type { Database } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { Availability, AvailabilityListQuery, AvailabilityQuery } from './availability-schemas';
import { readAvailability, readAvailabilityPage } from './availability-store';

export const getAvailability = (db: Database): Operation =>
  operation({
    id: 'getAvailability',
    access: access.getAvailability,
    method: 'get',
    path: '/doctors/:id/availability',
    summary: 'Read when a doctor can be booked',
    description:
      'Returns the working hours of a doctor less time off, as instants, within a window. It does not know what is booked: appointment-service finds free times.',
    params: idParameters,
    query: AvailabilityQuery,
    responses: { 200: { description: 'The hours as instants', schema: Availability, headers: [] } },
    handle: async ({ params, query }) => computed(await readAvailability(db, params.id, query)),
  });

export const listAvailability = (db: Database): Operation =>
  operation({
    id: 'listAvailability',
    access: access.listAvailability,
    method: 'get',
    path: '/availability',
    summary: 'List when several doctors can be booked',
    description:
      'Returns the working hours less time off, within a window, of every active doctor of a specialty, or of the doctors who are named, who may be inactive. It does not know what is booked: appointment-service finds free times.',
    query: AvailabilityListQuery,
    responses: { 200: { description: 'A page of doctors with their hours', schema: pageOf(Availability) } },
    handle: async ({ query, url }) => page(await readAvailabilityPage(db, query), url),
  });
