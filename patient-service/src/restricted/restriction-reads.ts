import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { listPage } from '@hms/service-kit/paging';
import { computed, ok, page } from '@hms/service-kit/response';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import { brokenGlass, brokenGlassList, readRestrictions, restrictions } from './restriction-store';
import { BrokenGlass, BrokenGlassQuery, Restriction, Restrictions, RestrictionsQuery } from './schemas';

export const getRestriction = (db: Database): Operation =>
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
  });

export const listBrokenGlass = (db: Database): Operation =>
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
  });

export const getBrokenGlass = (db: Database): Operation =>
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
  });

export const listRestrictions = (db: Database): Operation =>
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
  });
