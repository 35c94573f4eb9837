import type { ApprovalLimits } from '@hms/service-kit/approval';
import { ofRecord } from '@hms/service-kit/narrow';
import type { Papers } from '@hms/papers/papers';
import { file, ok, page } from '@hms/service-kit/response';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/database';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { z } from 'zod';
import { access } from './access';
import { billPdf } from './bill-pdf';
import { billList, bills, readBill } from './bill-store';
import { cancelBill } from './cancel-bill';
import { changeBill } from './change-bill';
import { discountBill } from './discount-bill';
import { DiscountRequest } from './discount-requests/schemas';
import { issueBill, writeBill } from './issue-bill';
import { billFrozen, billHasPayments, discountExceedsDue, dueDatePassed } from './problems';
import { Bill, BillChanges, BillQuery, NewBill, NewDiscount } from './schemas';

export interface BillingDeps {
  db: Database;
  /** ISO 4217; of bills that name none. */
  currency: string;
  /** Discounts above need a second person. */
  approvalLimits: ApprovalLimits;
  /** What compiles the printed bills. */
  papers: Papers;
}

export const billRoutes = ({ db, currency, approvalLimits, papers }: BillingDeps): Operation[] => [
  operation({
    id: 'issueBill',
    access: access.issueBill,
    patient: { in: 'body', name: 'patientId' },
    method: 'post',
    path: '/bills',
    summary: 'Issue a bill',
    description:
      'Issues a bill of lines or of one amount, with the next number; with status draft it is kept without a number and can still be changed. It is refused if the lines do not add up to the amount.',
    body: NewBill,
    responses: { 201: { description: 'Issued, or kept as a draft', schema: Bill } },
    handle: ({ body, command }) => command.store((tx) => writeBill(tx, body, currency)),
  }),
  operation({
    id: 'listBills',
    access: access.listBills,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/bills',
    summary: 'List bills',
    description: 'Lists bills, newest first, by patient, number, status, time of issue, or whether they are overdue.',
    query: BillQuery,
    responses: { 200: { description: 'A page of bills', schema: pageOf(Bill) } },
    handle: async ({ query: { overdue, ...query }, url }) => {
      const isOverdue = overdue === true ? true : undefined;
      const isNotOverdue = overdue === false ? true : undefined;
      return page(await listPage(db, billList, { ...query, isOverdue, isNotOverdue }), url);
    },
  }),
  // before /bills/:id, which would match it too
  operation({
    id: 'printBill',
    access: access.printBill,
    patient: ofRecord(bills),
    method: 'get',
    path: '/bills/:id.pdf',
    summary: 'Print a bill',
    description: 'Returns the bill as a PDF to hand to the patient. A draft is marked as one.',
    params: idParameters,
    responses: { 200: { description: 'The page, or several', contentType: 'application/pdf' } },
    handle: async ({ params: { id } }) => {
      const bill = await readBill(db, id);
      return file('application/pdf', `bill-${bill.number ?? id}.pdf`, await billPdf(bill, papers));
    },
  }),
  operation({
    id: 'getBill',
    access: access.getBill,
    patient: ofRecord(bills),
    method: 'get',
    path: '/bills/:id',
    summary: 'Read a bill',
    description: 'Returns one bill, with what has been paid and what is due.',
    params: idParameters,
    responses: { 200: { description: 'The bill', schema: Bill } },
    handle: async ({ params }) => ok(await bills.get(db, params.id)),
  }),
  operation({
    id: 'changeBill',
    access: access.changeBill,
    patient: ofRecord(bills),
    method: 'patch',
    path: '/bills/:id',
    summary: 'Change a bill',
    description:
      'Changes a draft. Of an issued bill only details and dueDate can change; another amount or other lines are refused.',
    params: idParameters,
    body: mergePatchOf(BillChanges),
    responses: { 200: { description: 'The changed bill', schema: Bill } },
    problems: [billFrozen],
    handle: (request) => changeBill(db, request),
  }),
  operation({
    id: 'issueDraft',
    access: access.issueDraft,
    patient: ofRecord(bills),
    method: 'post',
    path: '/bills/:id/issue',
    summary: 'Issue a draft bill',
    description:
      'Gives a draft the next number and freezes its amount. A bill that is no draft is refused, and so is a due date that has passed.',
    params: idParameters,
    body: z.strictObject({}),
    responses: { 200: { description: 'The issued bill', schema: Bill } },
    problems: [stateForbidsCommand, dueDatePassed],
    handle: ({ params, command }) => command.store((tx) => issueBill(tx, params.id)),
  }),
  operation({
    id: 'discountBill',
    access: access.discountBill,
    patient: ofRecord(bills),
    method: 'post',
    path: '/bills/:id/discounts',
    summary: 'Discount a bill',
    description:
      'Takes an amount, or a percentage of the bill, off what is due. More than is due is refused, and so is a bill that is a draft, paid or cancelled. If all discounts on the bill together are above the limit (APPROVAL_ABOVE), it is kept as a discount request (202), which another person approves or rejects.',
    params: idParameters,
    body: NewDiscount,
    responses: {
      201: { description: 'The bill, with less due', schema: Bill },
      202: { description: 'The bill is as it was; another person decides', schema: DiscountRequest },
    },
    problems: [stateForbidsCommand, discountExceedsDue],
    handle: ({ params, body, command }) => command.store((tx) => discountBill(tx, params.id, body, approvalLimits)),
  }),
  operation({
    id: 'cancelBill',
    access: access.cancelBill,
    patient: ofRecord(bills),
    method: 'post',
    path: '/bills/:id/cancel',
    summary: 'Cancel a bill',
    description:
      'Cancels a bill on which nothing is paid, or everything has been refunded; refund its payments first. A cancelled bill keeps its number.',
    params: idParameters,
    body: z.strictObject({}),
    responses: { 200: { description: 'The cancelled bill', schema: Bill } },
    problems: [stateForbidsCommand, billHasPayments],
    handle: ({ params, command }) => command.store((tx) => cancelBill(tx, params.id)),
  }),
];
