import { ofRecord } from '@hms/service-kit/narrow';
import { computed, file, ok, page } from '@hms/service-kit/response';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import { patchRecord } from '@hms/service-kit/records';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import type { PaymentContext } from './context';
import { paymentList, payments } from './payment-store';
import { noReceipt } from './problems';
import { getReceipted, receiptPdf } from './receipt-pdf';
import { Payment, PaymentChanges, PaymentQuery } from './schemas';
import { Summary, SummaryQuery, summarise } from './summary';
import { takePayment } from './take-payment';

export const paymentRoutes = (context: PaymentContext): Operation[] => [
  takePayment(context),
  operation({
    id: 'listPayments',
    access: access.listPayments,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/payments',
    summary: 'List payments',
    description: 'Lists payments, newest first, by bill, patient, receipt number, status, method or time.',
    query: PaymentQuery,
    responses: { 200: { description: 'A page of payments', schema: pageOf(Payment) } },
    handle: async ({ query, url }) => page(await listPage(context.db, paymentList, query), url),
  }),
  // before /payments/:id, which would take the word for an id
  operation({
    id: 'summarisePayments',
    access: access.summarisePayments,
    method: 'get',
    path: '/payments/summary',
    summary: 'Add up payments and refunds',
    description:
      'Adds up the money that came in and went out, by method or by day. Each refund counts when it was made, so a day that has ended does not change.',
    query: SummaryQuery,
    responses: {
      200: { description: 'Exact totals; each refund counts when it was made', schema: Summary, headers: [] },
    },
    handle: async ({ query }) => computed(await summarise(context.db, query)),
  }),
  operation({
    id: 'getPayment',
    access: access.getPayment,
    patient: ofRecord(payments),
    method: 'get',
    path: '/payments/:id',
    summary: 'Read a payment',
    description: 'Returns one payment as it is now.',
    params: idParameters,
    responses: { 200: { description: 'The payment', schema: Payment } },
    handle: async ({ params }) => ok(await payments.get(context.db, params.id)),
  }),
  operation({
    id: 'printReceipt',
    access: access.printReceipt,
    patient: ofRecord(payments),
    method: 'get',
    path: '/payments/:id/receipt.pdf',
    summary: 'Print the receipt of a payment',
    description: 'Returns a PDF for the person who paid. A payment that is not completed has no receipt.',
    params: idParameters,
    responses: { 200: { description: 'The page', contentType: 'application/pdf' } },
    problems: [noReceipt],
    handle: async ({ params: { id } }) => {
      const payment = await getReceipted(context.db, id);
      return file(
        'application/pdf',
        `receipt-${payment.receiptNumber ?? id}.pdf`,
        await receiptPdf(payment, context.papers),
      );
    },
  }),
  operation({
    id: 'changePayment',
    access: access.changePayment,
    patient: ofRecord(payments),
    method: 'patch',
    path: '/payments/:id',
    summary: 'Change the reference of a payment',
    description:
      'Changes the reference only, such as a cheque number. The money stays as it is: to give it back, refund the payment.',
    params: idParameters,
    body: mergePatchOf(PaymentChanges),
    responses: { 200: { description: 'The changed payment', schema: Payment } },
    handle: async (request) => ok(await patchRecord(context.db, payments, request, PaymentChanges, payments.update)),
  }),
];
