import { z } from 'zod';
import { computed, page } from './answer';
import type { JobTask } from './jobs';
import type { Logger } from './logger';
import type { GaugeSource } from './metrics';
import { listPage, pagingParameters, type ListPlan } from './paging';
import type { Database, Queryable } from './postgres';
import { notFound } from './problem';
import { route, type Route } from './route';
import { idParameters, pageOf, recordId } from './schema';
import { attemptOnce } from './settlements';

const Settlement = z
  .strictObject({
    id: recordId,
    job: z.string().meta({ description: 'What settles it, such as `settle-payment`' }),
    recordId: z.string().meta({ description: 'The id of the record that waits' }),
    state: z.enum(['waiting', 'failed', 'settled']).meta({
      description:
        'waiting: a neighbour does not answer; failed: the last attempt met a fault in this service, and it is tried again',
    }),
    attempts: z.int().meta({ description: 'How often the job has tried' }),
    lastReason: z.string().nullable().meta({ description: 'Why the last attempt did not settle it' }),
    since: z.iso.datetime({ offset: true }).meta({ description: 'Since when it waits' }),
    nextAttemptAt: z.iso.datetime({ offset: true }).nullable().meta({ description: 'Null once it is settled' }),
  })
  .meta({ id: 'Settlement', description: 'A record that waits for a neighbour before it is settled' });

export const settlementList: ListPlan = {
  from: 'settlements_view v',
  key: [{ column: 'v.id', type: 'uuid' }],
  direction: 'asc',
  filters: { state: 'v.state = ?' },
};

const find = async (db: Queryable, id: string) => {
  const [row] = await db.query<{ job: string; recordId: string; json: string }>(
    `select v.job, v."recordId", row_to_json(v)::text as json from settlements_view v where v.id = $1`,
    [id],
  );
  return row;
};

/** What waits in this service, and a command to try one now. */
export const settlementRoutes = (db: Database, tasks: JobTask[], log: Logger): Route[] => [
  route({
    id: 'listSettlements',
    method: 'get',
    path: '/settlements',
    summary: 'List the records that wait',
    description: 'Lists the records of this service that another service has still to confirm, longest waiting first.',
    query: z.strictObject({
      state: z.enum(['waiting', 'failed']).optional().meta({ description: 'Only those in this state' }),
      ...pagingParameters,
    }),
    answers: { 200: { description: 'A page of settlements', schema: pageOf(Settlement) } },
    handle: async ({ query, url }) => page(await listPage(db, settlementList, query), url),
  }),
  route({
    id: 'attemptSettlement',
    method: 'post',
    path: '/settlements/:id/attempt',
    summary: 'Try a waiting record now',
    description:
      'Asks the other service at once, instead of at the next attempt. The response tells whether the record is settled, or why it still waits.',
    params: idParameters,
    answers: { 200: { description: 'It is settled, or still waits and says why', schema: Settlement, headers: [] } },
    problems: [notFound],
    handle: async ({ params: { id } }) => {
      const before = await find(db, id);
      const task = tasks.find(({ name }) => name === before?.job);
      if (!before || !task) throw notFound('settlement', id);
      await attemptOnce(db, task, before.recordId, log);
      const after = await find(db, id);
      const settled = { state: 'settled', lastReason: null, nextAttemptAt: null };
      return computed(after?.json ?? JSON.stringify({ ...JSON.parse(before.json), ...settled }));
    },
  }),
];

/** How many wait, and how long the first has waited. */
export const settlementGauges = (db: Database, tasks: JobTask[]): GaugeSource[] => {
  const readEach = (what: string) => async () => {
    const rows = await db.query<{ job: string; state: string; value: number }>(
      `select t.job, t.state, (select ${what} from settlements s where s.job = t.job and s.state = t.state) as value
       from (select job, state from unnest($1::text[]) job, unnest(array['waiting', 'failed']) state) t`,
      [tasks.map(({ name }) => name)],
    );
    return rows.map(({ value, ...labels }) => ({ labels, value }));
  };
  const labels = ['job', 'state'];
  return [
    { name: 'settlements', help: 'Records that wait to be settled', labels, read: readEach('count(*)::integer') },
    {
      name: 'settlement_oldest_seconds',
      help: 'How long the first of them has waited',
      labels,
      read: readEach('coalesce(extract(epoch from now() - min(s.created_at)), 0)::double precision'),
    },
  ];
};
