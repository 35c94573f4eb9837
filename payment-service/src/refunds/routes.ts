import { ofRecord } from '@hms/service-kit/narrow';
import { ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import type { PaymentContext } from '../context';
import { payments } from '../payment-store';
import { Refund, RefundQuery, Rejection } from '../schemas';
import { approveRefund } from './approve-refund';
import { refundPayment } from './refund-payment';
import { getRefund, refundList, refundParameters, refunds } from './refund-store';
import { rejectRefund } from './reject-refund';

export const refundRoutes = (context: PaymentContext): Operation[] => [
  refundPayment(context),
  approveRefund(context),
  operation({
    id: 'rejectRefund',
    access: access.rejectRefund,
    patient: ofRecord(payments),
    method: 'post',
    path: '/payments/:id/refunds/:refundId/reject',
    summary: 'Reject a refund',
    description:
      'Ends a refund that awaits approval, for a reason that is kept. What it held of the payment can be refunded again. Who asked for it may take it back so.',
    params: refundParameters,
    body: Rejection,
    responses: { 200: { description: 'The rejected refund', schema: Refund } },
    problems: [stateForbidsCommand],
    handle: ({ params, body, command }) => command.store((tx) => rejectRefund(tx, params, body.reason)),
  }),
  operation({
    id: 'findRefunds',
    access: access.findRefunds,
    method: 'get',
    path: '/refunds',
    summary: 'Find refunds',
    description:
      'Lists the refunds of all payments, newest first, by status: with awaiting-approval, what is to be decided.',
    query: RefundQuery,
    responses: { 200: { description: 'A page of refunds', schema: pageOf(Refund) } },
    handle: async ({ query, url }) => page(await listPage(context.db, refundList, query), url),
  }),
  operation({
    id: 'listRefunds',
    access: access.listRefunds,
    patient: ofRecord(payments),
    method: 'get',
    path: '/payments/:id/refunds',
    summary: 'List the refunds of a payment',
    description: 'Lists the refunds of a payment, newest first, those that failed or were rejected included.',
    params: idParameters,
    query: RefundQuery,
    responses: { 200: { description: 'A page of refunds', schema: pageOf(Refund) } },
    handle: async ({ params, query, url }) => {
      await payments.get(context.db, params.id);
      return page(await listPage(context.db, refundList, { ...query, paymentId: params.id }), url);
    },
  }),
  operation({
    id: 'getRefund',
    access: access.getRefund,
    patient: ofRecord(payments),
    shows: refunds,
    method: 'get',
    path: '/payments/:id/refunds/:refundId',
    summary: 'Read a refund',
    description: 'Returns one refund as it is now.',
    params: refundParameters,
    responses: { 200: { description: 'The refund', schema: Refund } },
    handle: async ({ params }) => ok(await getRefund(context.db, params.id, params.refundId)),
  }),
];
