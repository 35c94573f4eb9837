import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import { WaitlistEntry, WaitlistQuery } from './schemas';
import { entries, waitlist } from './waitlist-store';

export const listWaitlist = (db: Database): Operation =>
  operation({
    id: 'listWaitlist',
    access: access.listWaitlist,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/waitlist',
    summary: 'List the waiting list',
    description:
      'Lists the entries of the waiting list, longest waiting first, by patient, doctor, specialty or status.',
    query: WaitlistQuery,
    responses: { 200: { description: 'A page of entries', schema: pageOf(WaitlistEntry) } },
    handle: async ({ query, url }) => page(await listPage(db, waitlist, query), url),
  });

export const getWaitlistEntry = (db: Database): Operation =>
  operation({
    id: 'getWaitlistEntry',
    access: access.getWaitlistEntry,
    patient: ofRecord(entries),
    shows: entries,
    method: 'get',
    path: '/waitlist/:id',
    summary: 'Read an entry of the waiting list',
    description: 'Returns one entry, with the time on offer if there is one.',
    params: idParameters,
    responses: { 200: { description: 'The entry', schema: WaitlistEntry } },
    handle: async ({ params }) => ok(await entries.get(db, params.id)),
  });
