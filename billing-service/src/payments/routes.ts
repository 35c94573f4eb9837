import { ofRecord } from '@hms/service-kit/narrow';
import { page } from '@hms/service-kit/response';
import { listPage, pagingParameters } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, instantInQuery, pageOf, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { bills } from '../bill-store';
import { access } from '../access';
import { receivedPaymentList } from '../ledger/ledger-store';
import {
  billCancelled,
  billNotIssued,
  currencyMismatch,
  exceedsDeposit,
  exceedsDue,
  exceedsRefundable,
  paymentIdReused,
  paymentUnknown,
  refundIdReused,
} from '../problems';
import type { BillingDeps } from '../routes';
import { applyPayment } from './apply-payment';
import { refundOnBill } from './refund-payment';
import { BillWithPayment, DepositRefund, NewDeposit, NewRefund, PaymentToApply, ReceivedPayment } from './schemas';
import { refundDeposit, takeDeposit } from './take-deposit';

const refundProblems = [exceedsRefundable, currencyMismatch, paymentUnknown, refundIdReused];

/** What payment-service calls, and what it can be held against. */
export const paymentRoutes = ({ db, currency }: BillingDeps): Operation[] => [
  operation({
    id: 'applyPayment',
    access: access.applyPayment,
    patient: ofRecord(bills),
    method: 'post',
    path: '/bills/:id/payments',
    summary: 'Apply a payment to a bill',
    description:
      'payment-service calls this; take payments there. More than is due is refused, or the rest is held as a deposit. A repeat with the same paymentId applies nothing twice and is answered 200; one with other terms is refused.',
    params: idParameters,
    body: PaymentToApply,
    responses: {
      200: { description: 'It had been applied before', schema: BillWithPayment },
      201: { description: 'Applied', schema: BillWithPayment },
    },
    problems: [exceedsDue, exceedsDeposit, billCancelled, billNotIssued, currencyMismatch, paymentIdReused],
    handle: ({ params, body, command }) => command.store((tx) => applyPayment(tx, params.id, body, currency)),
  }),
  operation({
    id: 'refundOnBill',
    access: access.refundOnBill,
    patient: ofRecord(bills),
    method: 'post',
    path: '/bills/:id/refunds',
    summary: 'Give back a part of a payment on a bill',
    description:
      'payment-service calls this; refund payments there. What is given back is due again. A repeat with the same refundId gives nothing back twice and is answered 200; one with other terms is refused.',
    params: idParameters,
    body: NewRefund,
    responses: {
      200: { description: 'It had been given back before', schema: BillWithPayment },
      201: { description: 'Given back', schema: BillWithPayment },
    },
    problems: refundProblems,
    handle: ({ params, body, command }) => command.store((tx) => refundOnBill(tx, params.id, body, currency)),
  }),
  operation({
    id: 'takeDeposit',
    access: access.takeDeposit,
    patient: { in: 'body', name: 'patientId' },
    method: 'post',
    path: '/deposits',
    summary: 'Hold a deposit for a patient',
    description:
      'payment-service calls this; take deposits there. A repeat with the same paymentId holds nothing twice; one with other terms is refused.',
    body: NewDeposit,
    responses: { 200: { description: 'Held, now or before', schema: ReceivedPayment, headers: [] } },
    problems: [paymentIdReused],
    handle: ({ body, command }) => command.store((tx) => takeDeposit(tx, body, currency)),
  }),
  operation({
    id: 'refundDeposit',
    access: access.refundDeposit,
    method: 'post',
    path: '/deposits/:paymentId/refunds',
    summary: 'Give back a part of a deposit',
    description:
      'payment-service calls this; refund deposits there. Only what has not been used can be given back. A repeat with the same refundId gives nothing back twice.',
    params: z.strictObject({
      paymentId: uuid.meta({ description: 'The id of the payment that was taken as a deposit' }),
    }),
    body: DepositRefund,
    responses: { 200: { description: 'Given back, now or before', schema: ReceivedPayment, headers: [] } },
    problems: refundProblems,
    handle: ({ params, body, command }) => command.store((tx) => refundDeposit(tx, { ...body, ...params }, currency)),
  }),
  operation({
    id: 'listReceivedPayments',
    access: access.listReceivedPayments,
    method: 'get',
    path: '/ledger/payments',
    summary: 'List the payments received here',
    description:
      'Lists the payments that this service knows, oldest first. payment-service compares its own with them every night.',
    query: z.strictObject({
      ...pagingParameters,
      paymentId: uuid.optional().meta({ description: 'Only this payment' }),
      from: instantInQuery.optional().meta({ description: 'Received at this instant or later' }),
      to: instantInQuery.optional().meta({ description: 'Received before this instant' }),
      movedFrom: instantInQuery.optional().meta({
        description:
          'Received or last refunded at this instant or later: an older payment that was refunded is among these',
      }),
      movedTo: instantInQuery
        .optional()
        .meta({ description: 'Received, and last refunded if at all, before this instant' }),
    }),
    responses: { 200: { description: 'A page of payments', schema: pageOf(ReceivedPayment) } },
    handle: async ({ query, url }) => page(await listPage(db, receivedPaymentList, query), url),
  }),
];
