import { needsAnotherPerson } from '@hms/service-kit/approval';
import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { listPage } from '@hms/service-kit/paging';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { ok, page } from '@hms/service-kit/response';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { z } from 'zod';
import { access } from '../access';
import { discountExceedsDue } from '../problems';
import { approveDiscount, rejectDiscount } from './decide';
import { discountRequestList, discountRequests } from './discount-request-store';
import { DiscountRequest, DiscountRequestQuery, Rejection } from './schemas';

export const discountRequestRoutes = (db: Database): Operation[] => [
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
  }),
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
  }),
  operation({
    id: 'approveDiscount',
    access: access.approveDiscount,
    patient: ofRecord(discountRequests),
    method: 'post',
    path: '/discount-requests/:id/approve',
    summary: 'Approve a discount',
    description:
      'Takes the discount off the bill. Who asked for it is refused, whatever their role. A bill that no longer allows it refuses as it refuses any discount; the request then still awaits a decision.',
    params: idParameters,
    body: z.strictObject({}),
    responses: { 200: { description: 'Approved: the bill has less due', schema: DiscountRequest } },
    problems: [stateForbidsCommand, needsAnotherPerson, discountExceedsDue],
    handle: ({ params, command }) => command.store((tx) => approveDiscount(tx, params.id)),
  }),
  operation({
    id: 'rejectDiscount',
    access: access.rejectDiscount,
    patient: ofRecord(discountRequests),
    method: 'post',
    path: '/discount-requests/:id/reject',
    summary: 'Reject a discount',
    description:
      'Ends a discount request for a reason that is kept; the bill stays as it is. Who asked for it may take it back so.',
    params: idParameters,
    body: Rejection,
    responses: { 200: { description: 'The rejected request', schema: DiscountRequest } },
    problems: [stateForbidsCommand],
    handle: ({ params, body, command }) => command.store((tx) => rejectDiscount(tx, params.id, body.reason)),
  }),
];
