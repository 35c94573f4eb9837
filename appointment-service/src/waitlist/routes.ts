import { ok, page } from '@hms/service-kit/answer';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/postgres';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { route, type Route } from '@hms/service-kit/route';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import type { StoreFirst } from '@hms/service-kit/store-first';
import { doctorInactive, doctorUnknown, outsideAvailability, patientProblems, timeOutOfRange } from '../problems';
import { storeAccepted } from './accept-offer';
import { declineOffer, leaveWaitlist } from './answer-offer';
import { storeWait } from './join-waitlist';
import { alreadyWaiting } from './problems';
import { NewWaitlistEntry, WaitlistEntry, WaitlistQuery } from './schemas';
import { entries, nameEarlier, waitlist } from './waitlist-store';

export interface WaitlistDeps {
  db: Database;
  /** See join-waitlist.ts. */
  joins: StoreFirst;
  /** See accept-offer.ts. */
  confirmations: StoreFirst;
}

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

export const waitlistRoutes = ({ db, joins, confirmations }: WaitlistDeps): Route[] => [
  route({
    id: 'joinWaitlist',
    method: 'post',
    path: '/waitlist',
    summary: 'Put a patient on the waiting list',
    description:
      'Adds a patient who waits for a time with one doctor, or with any doctor of a specialty. A second entry for the same is refused. If patient-service or doctor-service does not respond, the response is 202, and nothing is offered until they do.',
    body: NewWaitlistEntry,
    answers: {
      201: { description: 'The patient waits', schema: WaitlistEntry },
      202: {
        description: 'Pending: an upstream does not respond, and will be asked again; nothing is offered until it has',
        schema: WaitlistEntry,
      },
    },
    problems: [...patientProblems, doctorUnknown, doctorInactive, timeOutOfRange, alreadyWaiting, stateForbidsCommand],
    job: joins.task,
    handle: ({ body, command }) =>
      joins.run(
        command,
        (tx) => storeWait(tx, body),
        async (refusal) => (refusal.kind === alreadyWaiting.kind ? nameEarlier(db, body) : refusal),
      ),
  }),
  route({
    id: 'listWaitlist',
    method: 'get',
    path: '/waitlist',
    summary: 'List the waiting list',
    description:
      'Lists the entries of the waiting list, longest waiting first, by patient, doctor, specialty or status.',
    query: WaitlistQuery,
    answers: { 200: { description: 'A page of entries', schema: pageOf(WaitlistEntry) } },
    handle: async ({ query, url }) => page(await listPage(db, waitlist, query), url),
  }),
  route({
    id: 'getWaitlistEntry',
    method: 'get',
    path: '/waitlist/:id',
    summary: 'Read an entry of the waiting list',
    description: 'Returns one entry, with the time on offer if there is one.',
    params: idParameters,
    answers: { 200: { description: 'The entry', schema: WaitlistEntry } },
    handle: async ({ params }) => ok(await entries.get(db, params.id)),
  }),
  route({
    id: 'acceptOffer',
    method: 'post',
    path: '/waitlist/:id/accept',
    summary: 'Accept an offered time',
    description:
      'Books the time that is held for the patient. It is refused once the offer has expired. If doctor-service or patient-service does not respond, the response is 202 and the appointment is pending.',
    params: idParameters,
    answers: {
      200: { description: 'The accepted entry; its appointment is booked', schema: WaitlistEntry },
      202: {
        description: 'Accepted, and the appointment is pending: an upstream does not respond, and will be asked again',
        schema: WaitlistEntry,
      },
    },
    problems: [...patientProblems, doctorUnknown, doctorInactive, outsideAvailability, stateForbidsCommand],
    job: confirmations.task,
    handle: ({ params, command }) => confirmations.run(command, (tx) => storeAccepted(tx, params.id)),
  }),
  ...commands.map(({ id, name, summary, description, work }) =>
    route({
      id,
      method: 'post',
      path: `/waitlist/:id/${name}`,
      summary,
      description,
      params: idParameters,
      answers: { 200: { description: 'The changed entry', schema: WaitlistEntry } },
      problems: [stateForbidsCommand],
      handle: ({ params, command }) => command.store((tx) => work(tx, params.id)),
    }),
  ),
];
