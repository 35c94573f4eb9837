import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { listPage } from '@hms/service-kit/paging';
import { ok, page } from '@hms/service-kit/response';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import { discountRequestList, discountRequests } from './discount-request-store';
import { DiscountRequest, DiscountRequestQuery } from './schemas';

export const listDiscountRequests = (db: Database): Operation =>
  operation({
    id: 'listDiscountRequests',
    access: access.listDiscountRequests,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/discount-requests',
    summary: 'List discounts that need approval',
    description:
      'Lists the discounts that were asked for above the limit, newest first, by status, bill or patient: with awaiting-approval, what is to be decided.',
    query: DiscountRequestQuery,
    responses: { 200: { description: 'A page of discount requests', schema: pageOf(DiscountRequest) } },
    handle: async ({ query, url }) => page(await listPage(db, discountRequestList, query), url),
  });

export const getDiscountRequest = (db: Database): Operation =>
  operation({
    id: 'getDiscountRequest',
    access: access.getDiscountRequest,
    patient: ofRecord(discountRequests),
    shows: discountRequests,
    method: 'get',
    path: '/discount-requests/:id',
    summary: 'Read a discount request',
    description: 'Returns one discount request as it is now.',
    params: idParameters,
    responses: { 200: { description: 'The discount request', schema: DiscountRequest } },
    handle: async ({ params }) => ok(await discountRequests.get(db, params.id)),
  });
