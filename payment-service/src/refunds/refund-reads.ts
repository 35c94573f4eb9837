import type { ApprovalLimits } from '@hms/service-kit/approval';
import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { computed, ok, page } from '@hms/service-kit/response';
import { toMajorUnits } from '@hms/service-kit/money';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import { payments } from '../payment-store';
import { Refund, RefundLimits, RefundQuery } from '../schemas';
import { readRefund, refundList, refundParameters, refunds } from './refund-store';

export const findRefunds = (db: Database): Operation =>
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
    handle: async ({ query, url }) => page(await listPage(db, refundList, query), url),
  });

export const getRefundLimits = (limits: ApprovalLimits): Operation =>
  operation({
    id: 'getRefundLimits',
    access: access.getRefundLimits,
    method: 'get',
    path: '/refunds/limits',
    summary: 'Read what one person may refund alone',
    description:
      'Returns the most that all refunds of one payment may come to together without the approval of another person, by currency. In a currency that is not there, any refund awaits approval.',
    responses: { 200: { description: 'As they are set (APPROVAL_ABOVE)', schema: RefundLimits, headers: [] } },
    handle: async () => computed(JSON.stringify({ limits: [...limits].map(inMajor) })),
  });

const inMajor = ([currency, most]: [string, bigint]) => ({ currency, amount: Number(toMajorUnits(most, currency)) });

export const listRefunds = (db: Database): Operation =>
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
      await payments.get(db, params.id);
      return page(await listPage(db, refundList, { ...query, paymentId: params.id }), url);
    },
  });

export const getRefund = (db: Database): Operation =>
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
    handle: async ({ params }) => ok(await readRefund(db, params.id, params.refundId)),
  });
