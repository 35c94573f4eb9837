import type { Papers } from '@hms/papers/papers';
import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { computed, file, ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { paymentList, payments } from './payment-store';
import { noReceipt } from './problems';
import { getReceipted, receiptPdf } from './receipt-pdf';
import { Payment, PaymentQuery } from './schemas';
import { Summary, SummaryQuery, summarise } from './summary';

export const listPayments = (db: Database): Operation =>
  operation({
    id: 'listPayments',
    access: access.listPayments,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/payments',
    summary: 'List payments',
    description: 'Lists payments, newest first, by receipt number, bill, patient, status, method or time.',
    query: PaymentQuery,
    responses: { 200: { description: 'A page of payments', schema: pageOf(Payment) } },
    handle: async ({ query, url }) => page(await listPage(db, paymentList, query), url),
  });

export const summarisePayments = (db: Database): Operation =>
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
    handle: async ({ query }) => computed(await summarise(db, query)),
  });

export const getPayment = (db: Database): Operation =>
  operation({
    id: 'getPayment',
    access: access.getPayment,
    patient: ofRecord(payments),
    shows: payments,
    method: 'get',
    path: '/payments/:id',
    summary: 'Read a payment',
    description: 'Returns one payment as it is now.',
    params: idParameters,
    responses: { 200: { description: 'The payment', schema: Payment } },
    handle: async ({ params }) => ok(await payments.get(db, params.id)),
  });

export const printReceipt = (db: Database, papers: Papers): Operation =>
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
      const payment = await getReceipted(db, id);
      return file('application/pdf', `receipt-${payment.receiptNumber ?? id}.pdf`, await receiptPdf(payment, papers));
    },
  });
