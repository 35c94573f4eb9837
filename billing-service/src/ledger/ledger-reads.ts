import { ofRecord } from '@hms/service-kit/narrow';
import { computed, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { currentRequest } from '@hms/service-kit/request-context';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import { bills } from '../bill-store';
import { ReceivedPayment, ReceivedPaymentQuery } from '../payments/schemas';
import { entryList, receivedPaymentList } from './ledger-store';
import { proofOf } from './proof';
import { agingAt, balancesOf } from './reports';
import {
  Aging,
  AgingQuery,
  Balances,
  BalancesOfMany,
  BalancesQuery,
  Entry,
  EntryQuery,
  Proof,
  patientParameters,
} from './schemas';

export const listReceivedPayments = (db: Database): Operation =>
  operation({
    id: 'listReceivedPayments',
    access: access.listReceivedPayments,
    method: 'get',
    path: '/ledger/payments',
    summary: 'List the payments received here',
    description:
      'Lists the payments that this service knows, oldest first. payment-service compares its own with them every night.',
    query: ReceivedPaymentQuery,
    responses: { 200: { description: 'A page of payments', schema: pageOf(ReceivedPayment) } },
    handle: async ({ query, url }) => page(await listPage(db, receivedPaymentList, query), url),
  });

export const listEntries = (db: Database): Operation =>
  operation({
    id: 'listEntries',
    access: access.listEntries,
    patient: ofRecord(bills),
    method: 'get',
    path: '/bills/:id/entries',
    summary: 'List the ledger entries of a bill',
    description: 'Lists what has happened to a bill, as entries of the ledger, oldest first.',
    params: idParameters,
    query: EntryQuery,
    responses: { 200: { description: 'A page of entries', schema: pageOf(Entry) } },
    handle: async ({ params, query, url }) => {
      await bills.get(db, params.id);
      return page(await listPage(db, entryList, { ...query, billId: params.id }), url);
    },
  });

export const getBalances = (db: Database): Operation =>
  operation({
    id: 'getBalances',
    access: access.getBalances,
    patient: { in: 'path', name: 'patientId' },
    method: 'get',
    path: '/balances/:patientId',
    summary: 'Read the balance of a patient',
    description:
      'Returns what a patient owes and what is held as a deposit, by currency. A patient for whom nothing was ever billed has an empty list.',
    params: patientParameters,
    responses: { 200: { description: 'By currency; none for whom nothing is known', schema: Balances, headers: [] } },
    handle: async ({ params }) => computed((await balancesOf(db, [params.patientId])).join()),
  });

export const listBalances = (db: Database): Operation =>
  operation({
    id: 'listBalances',
    access: access.listBalances,
    method: 'get',
    path: '/balances',
    summary: 'Read the balances of several patients',
    description:
      'Returns what each of up to 100 patients owes and has on deposit, by currency, for a list of names. Who is not for the caller is left out.',
    query: BalancesQuery,
    responses: { 200: { description: 'Each patient once', schema: BalancesOfMany, headers: [] } },
    handle: async ({ query }) => {
      const isHidden = currentRequest()?.isHiddenRecord ?? (() => false);
      const found = await balancesOf(db, query.patientId.split(','));
      return computed(`{"data":[${found.filter((json) => !isHidden(json)).join()}]}`);
    },
  });

export const proveLedger = (db: Database): Operation =>
  operation({
    id: 'proveLedger',
    access: access.proveLedger,
    method: 'get',
    path: '/ledger/proof',
    summary: 'Prove the ledger',
    description:
      'Checks that the ledger balances, and every bill, payment, deposit and number against it. Nothing is changed; each fault that is found is listed.',
    responses: {
      200: { description: 'What was held against what, and each fault that was found', schema: Proof, headers: [] },
    },
    handle: async () => computed(await proofOf(db)),
  });

export const ageReceivables = (db: Database): Operation =>
  operation({
    id: 'ageReceivables',
    access: access.ageReceivables,
    method: 'get',
    path: '/ledger/aging',
    summary: 'Report what is due by age',
    description: 'Adds up what is due, by the days since each bill was issued.',
    query: AgingQuery,
    responses: { 200: { description: 'By currency', schema: Aging, headers: [] } },
    handle: async ({ query }) => computed(await agingAt(db, query.asOf)),
  });
