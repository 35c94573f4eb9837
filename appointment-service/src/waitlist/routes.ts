import { ofRecord } from '@hms/service-kit/narrow';
import { ok, page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import type { AppointmentContext } from '../context';
import { acceptOffer } from './accept-offer';
import { declineOffer, leaveWaitlist } from './answer-offer';
import { joinWaitlist } from './join-waitlist';
import { WaitlistEntry, WaitlistQuery } from './schemas';
import { entries, waitlist } from './waitlist-store';

const commands = [
  {
    id: 'declineOffer',
    name: 'decline',
    summary: 'Decline an offered time',
    description:
      'Offers the time to the next patient; this one goes on waiting for other times. It is refused if nothing is on offer.',
    work: declineOffer,
  },
  {
    id: 'leaveWaitlist',
    name: 'cancel',
    summary: 'Take a patient off the waiting list',
    description:
      'Ends the wait; a time on offer goes to the next patient. An entry that was accepted or cancelled is refused.',
    work: leaveWaitlist,
  },
] as const;

export const waitlistRoutes = (context: AppointmentContext): Operation[] => [
  joinWaitlist(context),
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
    handle: async ({ query, url }) => page(await listPage(context.db, waitlist, query), url),
  }),
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
    handle: async ({ params }) => ok(await entries.get(context.db, params.id)),
  }),
  acceptOffer(context),
  ...commands.map(({ id, name, summary, description, work }) =>
    operation({
      id,
      access: access[id],
      patient: ofRecord(entries),
      method: 'post',
      path: `/waitlist/:id/${name}`,
      summary,
      description,
      params: idParameters,
      responses: { 200: { description: 'The changed entry', schema: WaitlistEntry } },
      problems: [stateForbidsCommand],
      handle: ({ params, command }) => command.store((tx) => work(tx, params.id)),
    }),
  ),
];
