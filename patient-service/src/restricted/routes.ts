import { needsAnotherPerson } from '@hms/service-kit/approval';
import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { listPage } from '@hms/service-kit/paging';
import { versionMismatch } from '@hms/service-kit/problem';
import { computed, created, ok, page } from '@hms/service-kit/response';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import { breakGlass, notRestricted, reviewedAlready, reviewGlass } from './break-glass';
import { liftedWithoutReason, restrictPatient } from './restrict-patient';
import { brokenGlass, brokenGlassList, readRestrictions, restrictions } from './restriction-store';
import {
  BrokenGlass,
  BrokenGlassQuery,
  NewBreakGlass,
  NewRestriction,
  Restriction,
  Restrictions,
  RestrictionsQuery,
  Review,
} from './schemas';

export const restrictionRoutes = (db: Database): Operation[] => [
  operation({
    id: 'getRestriction',
    access: access.getRestriction,
    patient: { in: 'path', name: 'id' },
    despiteRestriction: true,
    method: 'get',
    path: '/patients/:id/restriction',
    summary: 'Read who may see a patient',
    description:
      'Returns whether the record is restricted, and its care team. 404 where nobody has ever restricted it.',
    params: idParameters,
    responses: { 200: { description: 'The restriction', schema: Restriction } },
    handle: async ({ params }) => ok(await restrictions.get(db, params.id)),
  }),
  operation({
    id: 'restrictPatient',
    access: access.restrictPatient,
    patient: { in: 'path', name: 'id' },
    despiteRestriction: true,
    method: 'put',
    path: '/patients/:id/restriction',
    summary: 'Say who may see a patient',
    description:
      'Restricts the record to its care team, or ends that. Takes the place of what was said before, with the whole care team; nobody puts themselves into it. Other services follow within two seconds.',
    params: idParameters,
    body: NewRestriction,
    responses: { 200: { description: 'The restriction', schema: Restriction } },
    problems: [needsAnotherPerson, versionMismatch, liftedWithoutReason],
    handle: async ({ params, body, ifMatch }) => ok(await restrictPatient(db, params.id, body, ifMatch)),
  }),
  operation({
    id: 'breakGlass',
    access: access.breakGlass,
    patient: { in: 'path', name: 'id' },
    despiteRestriction: true,
    method: 'post',
    path: '/patients/:id/break-glass',
    summary: 'Break the glass',
    description:
      'Lets you see a restricted record for four hours, in all services. The reason stands in the audit beside all that you then do, and the auditor reviews it.',
    params: idParameters,
    body: NewBreakGlass,
    responses: { 201: { description: 'You see the record now', schema: BrokenGlass } },
    problems: [notRestricted],
    handle: ({ params, body, command }) =>
      command.store(async (tx) => created('/break-glass', await breakGlass(tx, params.id, body))),
  }),
  operation({
    id: 'listBrokenGlass',
    access: access.listBrokenGlass,
    patient: { in: 'query', name: 'patientId' },
    despiteRestriction: true,
    method: 'get',
    path: '/break-glass',
    summary: 'List who has broken the glass',
    description: 'Lists who had to see a restricted record, newest first, and what the auditor found.',
    query: BrokenGlassQuery,
    responses: { 200: { description: 'A page of them', schema: pageOf(BrokenGlass) } },
    handle: async ({ query, url }) => page(await listPage(db, brokenGlassList, query), url),
  }),
  operation({
    id: 'getBrokenGlass',
    access: access.getBrokenGlass,
    patient: ofRecord(brokenGlass),
    shows: brokenGlass,
    despiteRestriction: true,
    method: 'get',
    path: '/break-glass/:id',
    summary: 'Read who has broken the glass',
    description: 'Returns one of them, with its reason, and the review where there is one.',
    params: idParameters,
    responses: { 200: { description: 'What was broken, by whom and why', schema: BrokenGlass } },
    handle: async ({ params }) => ok(await brokenGlass.get(db, params.id)),
  }),
  operation({
    id: 'reviewBrokenGlass',
    access: access.reviewBrokenGlass,
    patient: ofRecord(brokenGlass),
    despiteRestriction: true,
    method: 'post',
    path: '/break-glass/:id/review',
    summary: 'Review who has broken the glass',
    description: 'Notes what the auditor found, once. Who broke the glass cannot review it.',
    params: idParameters,
    body: Review,
    responses: { 200: { description: 'Reviewed', schema: BrokenGlass } },
    problems: [reviewedAlready, needsAnotherPerson],
    handle: ({ params, body, command }) => command.store(async (tx) => ok(await reviewGlass(tx, params.id, body))),
  }),
  operation({
    id: 'listRestrictions',
    access: access.listRestrictions,
    isUnrecorded: true,
    method: 'get',
    path: '/restrictions',
    summary: 'Tell which patients are restricted',
    description: 'Tells the other services whose record is restricted, and for whom not. They ask every two seconds.',
    query: RestrictionsQuery,
    responses: { 200: { description: 'All of them, or that nothing has changed', schema: Restrictions, headers: [] } },
    handle: async ({ query }) => computed(JSON.stringify(await readRestrictions(db, query.unless))),
  }),
];
