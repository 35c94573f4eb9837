import { ok, page } from '@hms/service-kit/answer';
import { listPage } from '@hms/service-kit/paging';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { payments } from '../payment-store';
import { exceedsRefundable, refundRefused } from '../problems';
import type { PaymentDeps } from '../routes';
import { NewRefund, Refund, RefundQuery } from '../schemas';
import { storeRefund } from './refund-payment';
import { getRefund, refundList } from './refund-store';

export const refundRoutes = ({ db, refundSettlement }: PaymentDeps): Route[] => [
  route({
    id: 'refundPayment',
    method: 'post',
    path: '/payments/:id/refunds',
    summary: 'Refund part or all of a payment',
    description:
      'Gives money back by the method it was paid with. More than is left of the payment is refused. If billing-service does not respond, the refund is kept as processing (202) and completed or failed once it does.',
    params: idParameters,
    body: NewRefund,
    answers: {
      201: { description: 'Completed: the bill or the deposit shows it', schema: Refund },
      202: {
        description: 'Kept as processing: billing-service has not answered yet, and will be asked again',
        schema: Refund,
      },
    },
    problems: [exceedsRefundable, stateForbidsCommand, refundRefused],
    job: refundSettlement.task,
    handle: ({ params, body, command }) => refundSettlement.run(command, (tx) => storeRefund(tx, params.id, body)),
  }),
  route({
    id: 'listRefunds',
    method: 'get',
    path: '/payments/:id/refunds',
    summary: 'List the refunds of a payment',
    description: 'Lists the refunds of a payment, newest first, those that failed included.',
    params: idParameters,
    query: RefundQuery,
    answers: { 200: { description: 'A page of refunds', schema: pageOf(Refund) } },
    handle: async ({ params, query, url }) => {
      await payments.get(db, params.id);
      return page(await listPage(db, refundList, { ...query, paymentId: params.id }), url);
    },
  }),
  route({
    id: 'getRefund',
    method: 'get',
    path: '/payments/:id/refunds/:refundId',
    summary: 'Read a refund',
    description: 'Returns one refund as it is now.',
    params: z.strictObject({ id: uuid, refundId: uuid }),
    answers: { 200: { description: 'The refund', schema: Refund } },
    handle: async ({ params }) => ok(await getRefund(db, params.id, params.refundId)),
  }),
];
