import { created, ok, page } from '@hms/service-kit/answer';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/postgres';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { patchRecord } from '@hms/service-kit/records';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { z } from 'zod';
import { applyPayment } from './apply-payment';
import { billList, bills, changedColumns, newColumns } from './bill-store';
import { cancelBill } from './cancel-bill';
import { billCancelled, billHasPayments, currencyMismatch, exceedsDue, paymentIdReused } from './problems';
import { Bill, BillChanges, BillQuery, NewBill, PaymentToApply } from './schemas';

export interface BillingDeps {
  db: Database;
  /** ISO 4217; of bills that name none. */
  currency: string;
}

export const billRoutes = ({ db, currency }: BillingDeps): Route[] => [
  route({
    id: 'issueBill',
    method: 'post',
    path: '/bills',
    summary: 'Issue a bill; it gets the next number',
    body: NewBill,
    answers: { 201: { description: 'Issued', schema: Bill } },
    handle: ({ body, command }) =>
      command.store(async (tx) =>
        created('/bills', await bills.insert(tx, newColumns(body, body.currency ?? currency))),
      ),
  }),
  route({
    id: 'listBills',
    method: 'get',
    path: '/bills',
    summary: 'Find bills, newest first',
    query: BillQuery,
    answers: { 200: { description: 'A page of bills', schema: pageOf(Bill) } },
    handle: async ({ query: { overdue, ...query }, url }) => {
      const isOverdue = overdue === true ? true : undefined;
      const isNotOverdue = overdue === false ? true : undefined;
      return page(await listPage(db, billList, { ...query, isOverdue, isNotOverdue }), url);
    },
  }),
  route({
    id: 'getBill',
    method: 'get',
    path: '/bills/:id',
    summary: 'Read a bill',
    params: idParameters,
    answers: { 200: { description: 'The bill', schema: Bill } },
    handle: async ({ params }) => ok(await bills.get(db, params.id)),
  }),
  route({
    id: 'changeBill',
    method: 'patch',
    path: '/bills/:id',
    summary: 'Change details or due date (JSON Merge Patch); the amount is frozen',
    params: idParameters,
    body: mergePatchOf(BillChanges),
    answers: { 200: { description: 'The changed bill', schema: Bill } },
    handle: async (request) =>
      ok(
        await patchRecord(db, bills, request, BillChanges, (tx, id, changed) =>
          bills.update(tx, id, changedColumns(changed)),
        ),
      ),
  }),
  route({
    id: 'cancelBill',
    method: 'post',
    path: '/bills/:id/cancel',
    summary: 'Cancel a bill on which nothing has been paid',
    params: idParameters,
    body: z.strictObject({}),
    answers: { 200: { description: 'The cancelled bill', schema: Bill } },
    problems: [stateForbidsCommand, billHasPayments],
    handle: ({ params, command }) => command.store((tx) => cancelBill(tx, params.id)),
  }),
  route({
    id: 'applyPayment',
    method: 'post',
    path: '/bills/:id/payments',
    summary: 'Apply a payment (called by payment-service); idempotent by paymentId',
    params: idParameters,
    body: PaymentToApply,
    answers: {
      200: { description: 'It had been applied before', schema: Bill },
      201: { description: 'Applied', schema: Bill },
    },
    problems: [exceedsDue, billCancelled, currencyMismatch, paymentIdReused],
    handle: ({ params, body, command }) => command.store((tx) => applyPayment(tx, params.id, body, currency)),
  }),
];
