import { created, ok, page } from '@hms/service-kit/answer';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/postgres';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { acceptOffer, declineOffer, leaveWaitlist } from './answer-offer';
import { NewWaitlistEntry, WaitlistEntry, WaitlistQuery } from './schemas';
import { columnsOf, entries, waitlist } from './waitlist-store';

const commands = [
  { id: 'acceptOffer', name: 'accept', summary: 'Take the time that is held; it is booked', work: acceptOffer },
  { id: 'declineOffer', name: 'decline', summary: 'Let the time go to the next, and wait on', work: declineOffer },
  { id: 'leaveWaitlist', name: 'cancel', summary: 'Wait no longer', work: leaveWaitlist },
] as const;

export const waitlistRoutes = (db: Database): Route[] => [
  route({
    id: 'joinWaitlist',
    method: 'post',
    path: '/waitlist',
    summary: 'Wait for a time with a doctor, or with any of a specialty',
    body: NewWaitlistEntry,
    answers: { 201: { description: 'Waiting', schema: WaitlistEntry } },
    handle: ({ body, command }) =>
      command.store(async (tx) => created('/waitlist', await entries.insert(tx, columnsOf(body)))),
  }),
  route({
    id: 'listWaitlist',
    method: 'get',
    path: '/waitlist',
    summary: 'See who waits, the longest first',
    query: WaitlistQuery,
    answers: { 200: { description: 'A page of entries', schema: pageOf(WaitlistEntry) } },
    handle: async ({ query, url }) => page(await listPage(db, waitlist, query), url),
  }),
  route({
    id: 'getWaitlistEntry',
    method: 'get',
    path: '/waitlist/:id',
    summary: 'Read an entry, with the time that is on offer',
    params: idParameters,
    answers: { 200: { description: 'The entry', schema: WaitlistEntry } },
    handle: async ({ params }) => ok(await entries.get(db, params.id)),
  }),
  ...commands.map(({ id, name, summary, work }) =>
    route({
      id,
      method: 'post',
      path: `/waitlist/:id/${name}`,
      summary,
      params: idParameters,
      answers: { 200: { description: 'The changed entry', schema: WaitlistEntry } },
      problems: [stateForbidsCommand],
      handle: ({ params, command }) => command.store((tx) => work(tx, params.id)),
    }),
  ),
];
