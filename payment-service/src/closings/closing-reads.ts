import { whoSigns } from '@hms/service-kit/approval';
import type { Database } from '@hms/service-kit/database';
import { toMajorUnits } from '@hms/service-kit/money';
import { operation, type Operation } from '@hms/service-kit/operation';
import { listPage } from '@hms/service-kit/paging';
import { computed, ok, page } from '@hms/service-kit/response';
import { idParameters, pageOf } from '@hms/service-kit/schema';
import { access } from '../access';
import { closingList, closings, lastClosed, readMovements, type Movements } from './closing-store';
import { Closing, ClosingQuery, Expected } from './schemas';

export const listClosings = (db: Database): Operation =>
  operation({
    id: 'listClosings',
    access: access.listClosings,
    method: 'get',
    path: '/closings',
    summary: 'List closings',
    description: 'Lists closings, newest first, by cashier, time, or whether another person has seen them.',
    query: ClosingQuery,
    responses: { 200: { description: 'A page of closings', schema: pageOf(Closing) } },
    handle: async ({ query: { reviewed, ...query }, url }) => {
      const isReviewed = reviewed === true ? true : undefined;
      const isUnreviewed = reviewed === false ? true : undefined;
      return page(await listPage(db, closingList, { ...query, isReviewed, isUnreviewed }), url);
    },
  });

export const getExpectedClosing = (db: Database, currency: string): Operation =>
  operation({
    id: 'getExpectedClosing',
    access: access.getExpectedClosing,
    method: 'get',
    path: '/closings/expected',
    summary: 'Read what the caller has to have',
    description:
      'Returns what the caller has taken and given back since they closed the last time, by method and currency, and what is still processing. Money paid from deposits is not in it.',
    responses: { 200: { description: 'As it is now', schema: Expected, headers: [] } },
    handle: async () => computed(JSON.stringify(await readExpected(db, currency))),
  });

export const getClosing = (db: Database): Operation =>
  operation({
    id: 'getClosing',
    access: access.getClosing,
    method: 'get',
    path: '/closings/:id',
    summary: 'Read a closing',
    description: 'Returns one closing, with what was expected, counted and explained.',
    params: idParameters,
    responses: { 200: { description: 'The closing', schema: Closing } },
    handle: async ({ params }) => ok(await closings.get(db, params.id)),
  });

async function readExpected(db: Database, currency: string) {
  const person = whoSigns();
  const since = await lastClosed(db, person);
  const movements = await readMovements(db, person);
  const those = (wanted: 'completed' | 'processing') => movements.filter(({ state }) => state === wanted).map(inMajor);
  return {
    currency,
    since: since?.toISOString() ?? null,
    lines: those('completed'),
    processing: those('processing'),
  };
}

function inMajor({ method, currency, payments, taken, refunds, refunded }: Movements) {
  const money = (minor: bigint) => Number(toMajorUnits(minor, currency));
  return {
    ...{ method, currency, payments, taken: money(taken), refunds, refunded: money(refunded) },
    net: money(taken - refunded),
  };
}
