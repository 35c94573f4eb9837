import { ofRecord } from '@hms/service-kit/narrow';
import { ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { access } from '../access';
import type { PaymentContext } from '../context';
import { payments } from '../payment-store';
import { Refund, RefundQuery } from '../schemas';
import { refundPayment } from './refund-payment';
import { getRefund, refundList } from './refund-store';

export const refundRoutes = (context: PaymentContext): Operation[] => [
  refundPayment(context),
  operation({
    id: 'listRefunds',
    access: access.listRefunds,
    patient: ofRecord(payments),
    method: 'get',
    path: '/payments/:id/refunds',
    summary: 'List the refunds of a payment',
    description: 'Lists the refunds of a payment, newest first, those that failed included.',
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
    method: 'get',
    path: '/payments/:id/refunds/:refundId',
    summary: 'Read a refund',
    description: 'Returns one refund as it is now.',
    params: z.strictObject({ id: uuid, refundId: uuid }),
    responses: { 200: { description: 'The refund', schema: Refund } },
    handle: async ({ params }) => ok(await getRefund(context.db, params.id, params.refundId)),
  }),
];
