import { computed, page } from '@hms/service-kit/answer';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/postgres';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { bills } from '../bill-store';
import { entryList } from './ledger-store';
import { proveLedger } from './proof';
import { agingAt, balancesOf } from './reports';
import { Aging, AgingQuery, Balances, Entry, EntryQuery, Proof, patientParameters } from './schemas';

export const ledgerRoutes = (db: Database): Route[] => [
  route({
    id: 'listEntries',
    method: 'get',
    path: '/bills/:id/entries',
    summary: 'What has happened to a bill, as entries of the ledger, oldest first',
    params: idParameters,
    query: EntryQuery,
    answers: { 200: { description: 'A page of entries', schema: pageOf(Entry) } },
    handle: async ({ params, query, url }) => {
      await bills.get(db, params.id);
      return page(await listPage(db, entryList, { ...query, billId: params.id }), url);
    },
  }),
  route({
    id: 'getBalances',
    method: 'get',
    path: '/balances/:patientId',
    summary: 'What a patient owes, and what is held as a deposit',
    params: patientParameters,
    answers: { 200: { description: 'By currency; none for whom nothing is known', schema: Balances } },
    handle: async ({ params }) => computed(await balancesOf(db, params.patientId)),
  }),
  route({
    id: 'proveLedger',
    method: 'get',
    path: '/ledger/proof',
    summary: 'Hold the ledger against itself, and every bill, payment, deposit and number against it',
    answers: { 200: { description: 'What was held against what, and each fault that was found', schema: Proof } },
    handle: async () => computed(await proveLedger(db)),
  }),
  route({
    id: 'ageReceivables',
    method: 'get',
    path: '/ledger/aging',
    summary: 'What is due, by how long ago it was billed',
    query: AgingQuery,
    answers: { 200: { description: 'By currency', schema: Aging } },
    handle: async ({ query }) => computed(await agingAt(db, query.asOf)),
  }),
];
