import { computed, file, ok, page } from '@hms/service-kit/answer';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import type { Issuer } from '@hms/service-kit/pdf-page';
import type { Database } from '@hms/service-kit/postgres';
import { patchRecord } from '@hms/service-kit/records';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import type { StoreFirst } from '@hms/service-kit/store-first';
import type { BillingClient } from './billing-client';
import { paymentList, payments } from './payment-store';
import {
  billCancelled,
  billNotFound,
  billNotIssued,
  currencyMismatch,
  exceedsDeposit,
  exceedsDue,
  noReceipt,
  paymentRefused,
  possibleDuplicate,
} from './problems';
import { getReceipted, receiptPdf } from './receipt-pdf';
import { NewPayment, Payment, PaymentChanges, PaymentQuery } from './schemas';
import { Summary, SummaryQuery, summarise } from './summary';
import { currencyFor, takePayment } from './take-payment';

export interface PaymentDeps {
  db: Database;
  /** See settle-payment.ts. */
  settlement: StoreFirst;
  /** See refunds/refund-payment.ts. */
  refundSettlement: StoreFirst;
  billing: Pick<BillingClient, 'currencyOf'>;
  /** ISO 4217; of deposits that name none, and assumed of payments until billing-service says their bill's. */
  currency: string;
  /** Whose name and address the receipts bear. */
  issuer: Issuer;
}

export const paymentRoutes = ({ db, billing, currency, issuer, settlement }: PaymentDeps): Route[] => [
  route({
    id: 'takePayment',
    method: 'post',
    path: '/payments',
    summary: 'Take a payment',
    description:
      'Takes money for a bill, or a deposit for a patient. What billing-service refuses is kept as failed, with the reason. If billing-service does not respond, the payment is kept as processing (202) and completed or failed once it does. Send an Idempotency-Key, so that a repeat takes nothing twice.',
    body: NewPayment,
    answers: {
      201: { description: 'Completed: the bill or the deposit shows it', schema: Payment },
      202: {
        description: 'Kept as processing: billing-service has not answered yet, and will be asked again',
        schema: Payment,
      },
    },
    problems: [
      billNotFound,
      exceedsDue,
      exceedsDeposit,
      billCancelled,
      billNotIssued,
      currencyMismatch,
      paymentRefused,
      possibleDuplicate,
    ],
    job: settlement.task,
    handle: async ({ body, command }) => {
      const taken = await currencyFor(body, billing, currency);
      return settlement.run(command, (tx) => takePayment(tx, body, command.keyed, taken));
    },
  }),
  route({
    id: 'listPayments',
    method: 'get',
    path: '/payments',
    summary: 'List payments',
    description: 'Lists payments, newest first, by bill, patient, status, method or time.',
    query: PaymentQuery,
    answers: { 200: { description: 'A page of payments', schema: pageOf(Payment) } },
    handle: async ({ query, url }) => page(await listPage(db, paymentList, query), url),
  }),
  // before /payments/:id, which would take the word for an id
  route({
    id: 'summarisePayments',
    method: 'get',
    path: '/payments/summary',
    summary: 'Add up payments and refunds',
    description:
      'Adds up the money that came in and went out, by method or by day. Each refund counts when it was made, so a day that has ended does not change.',
    query: SummaryQuery,
    answers: {
      200: { description: 'Exact totals; each refund counts when it was made', schema: Summary, headers: [] },
    },
    handle: async ({ query }) => computed(await summarise(db, query)),
  }),
  route({
    id: 'getPayment',
    method: 'get',
    path: '/payments/:id',
    summary: 'Read a payment',
    description: 'Returns one payment as it is now.',
    params: idParameters,
    answers: { 200: { description: 'The payment', schema: Payment } },
    handle: async ({ params }) => ok(await payments.get(db, params.id)),
  }),
  route({
    id: 'printReceipt',
    method: 'get',
    path: '/payments/:id/receipt.pdf',
    summary: 'Print the receipt of a payment',
    description: 'Returns a PDF for the person who paid. A payment that is not completed has no receipt.',
    params: idParameters,
    answers: { 200: { description: 'The page', contentType: 'application/pdf' } },
    problems: [noReceipt],
    handle: async ({ params: { id } }) => {
      const payment = await getReceipted(db, id);
      return file('application/pdf', `receipt-${payment.receiptNumber ?? id}.pdf`, await receiptPdf(payment, issuer));
    },
  }),
  route({
    id: 'changePayment',
    method: 'patch',
    path: '/payments/:id',
    summary: 'Change the reference of a payment',
    description:
      'Changes the reference only, such as a cheque number. The money stays as it is: to give it back, refund the payment.',
    params: idParameters,
    body: mergePatchOf(PaymentChanges),
    answers: { 200: { description: 'The changed payment', schema: Payment } },
    handle: async (request) => ok(await patchRecord(db, payments, request, PaymentChanges, payments.update)),
  }),
];
