import { ofRecord } from '@hms/service-kit/narrow';
import type { Papers } from '@hms/papers/papers';
import { file, ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from './access';
import { billPdf } from './bill-pdf';
import { billList, bills, readBill } from './bill-store';
import { Bill, BillQuery } from './schemas';

export const listBills = (db: Database): Operation =>
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
  });

export const printBill = (db: Database, papers: Papers): Operation =>
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
  });

export const getBill = (db: Database): Operation =>
  operation({
    id: 'getBill',
    access: access.getBill,
    patient: ofRecord(bills),
    shows: bills,
    method: 'get',
    path: '/bills/:id',
    summary: 'Read a bill',
    description: 'Returns one bill, with what has been paid and what is due.',
    params: idParameters,
    responses: { 200: { description: 'The bill', schema: Bill } },
    handle: async ({ params }) => ok(await bills.get(db, params.id)),
  });
