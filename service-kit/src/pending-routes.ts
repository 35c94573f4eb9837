import { z } from 'zod';
import type { AccessTable } from './access';
import { computed, page } from './response';
import { attemptNow, type Job } from './jobs';
import type { Logger } from './logger';
import type { GaugeSource } from './metrics';
import { listPage, pagingParameters, type ListPlan } from './paging';
import type { Database, Queryable } from './database';
import { notFound } from './problem';
import { operation, type Operation } from './operation';
import { idParameters, pageOf, recordId } from './schema';

const PendingOperation = z
  .strictObject({
    id: recordId,
    job: z.string().meta({ description: 'The job that completes it, such as `settle-payment`' }),
    recordId: z.string().meta({ description: 'The id of the record that waits' }),
    state: z.enum(['waiting', 'failed', 'complete']).meta({
      description:
        'waiting: an upstream service does not respond; failed: the last attempt met a fault in this service, and it is tried again; complete: nothing more is to be done',
    }),
    attempts: z.int().meta({ description: 'How often the job has tried' }),
    lastReason: z.string().nullable().meta({ description: 'Why the last attempt did not complete it' }),
    since: z.iso.datetime({ offset: true }).meta({ description: 'Since when it waits' }),
    nextAttemptAt: z.iso.datetime({ offset: true }).nullable().meta({ description: 'Null once it is complete' }),
  })
  .meta({ id: 'PendingOperation', description: 'A record that waits for an upstream service before it is complete' });

export const pendingList: ListPlan = {
  from: 'pending_operations_view v',
  key: [{ column: 'v.id', type: 'uuid' }],
  direction: 'asc',
  filters: { state: 'v.state = ?' },
};

async function find(db: Queryable, id: string) {
  const [row] = await db.query<{ job: string; recordId: string; json: string }>(
    `select v.job, v."recordId", row_to_json(v)::text as json from pending_operations_view v where v.id = $1`,
    [id],
  );
  return row;
}

const idOf = (json: string): string => (JSON.parse(json) as { id: string }).id;

/** Whose these are, for the audit: the list shows the records' ids alone. */
async function patientsOf(db: Queryable, ids: string[]): Promise<string[]> {
  const rows = await db.query<{ patient: string }>(
    'select distinct unnest(patient_ids) as patient from pending_operations where id = any($1::uuid[])',
    [ids],
  );
  return rows.map(({ patient }) => patient);
}

/** Returns the operations that list what is pending in this service, and try one now. */
export function pendingRoutes(db: Database, jobs: Job[], access: AccessTable, log: Logger): Operation[] {
  const { listPendingOperations, attemptPendingOperation } = access;
  if (!listPendingOperations || !attemptPendingOperation)
    throw new Error('access.ts has no lines for listPendingOperations and attemptPendingOperation');
  return [
    operation({
      id: 'listPendingOperations',
      access: listPendingOperations,
      method: 'get',
      path: '/pending-operations',
      summary: 'List the records that wait',
      description:
        'Lists the records of this service that an upstream service has still to confirm, longest waiting first.',
      query: z.strictObject({
        state: z.enum(['waiting', 'failed']).optional().meta({ description: 'Only those in this state' }),
        ...pagingParameters,
      }),
      responses: { 200: { description: 'A page of pending operations', schema: pageOf(PendingOperation) } },
      handle: async ({ query, url }) => {
        const found = await listPage(db, pendingList, query);
        return { ...page(found, url), patientIds: await patientsOf(db, found.records.map(idOf)) };
      },
    }),
    operation({
      id: 'attemptPendingOperation',
      access: attemptPendingOperation,
      method: 'post',
      path: '/pending-operations/:id/attempt',
      summary: 'Try a waiting record now',
      description:
        'Asks the upstream service at once, instead of at the next attempt. The response says whether the record is complete, or why it still waits.',
      params: idParameters,
      responses: {
        200: { description: 'It is complete, or still waits and says why', schema: PendingOperation, headers: [] },
      },
      problems: [notFound],
      handle: async ({ params: { id } }) => {
        const before = await find(db, id);
        const job = jobs.find(({ name }) => name === before?.job);
        if (!before || !job) throw notFound('pending operation', id);
        const patientIds = await patientsOf(db, [id]);
        await attemptNow(db, job, before.recordId, log);
        const after = await find(db, id);
        const complete = { state: 'complete', lastReason: null, nextAttemptAt: null };
        return computed(after?.json ?? JSON.stringify({ ...JSON.parse(before.json), ...complete }), patientIds);
      },
    }),
  ];
}

/** Returns how many records wait, and how long the first has waited, by job and state. */
export function pendingGauges(db: Database, jobs: Job[]): GaugeSource[] {
  const readEach = (what: string) => async () => {
    const rows = await db.query<{ job: string; state: string; value: number }>(
      `select t.job, t.state, (select ${what} from pending_operations p where p.job = t.job and p.state = t.state) as value
       from (select job, state from unnest($1::text[]) job, unnest(array['waiting', 'failed']) state) t`,
      [jobs.map(({ name }) => name)],
    );
    return rows.map(({ value, ...labels }) => ({ labels, value }));
  };
  const labels = ['job', 'state'];
  return [
    {
      name: 'pending_operations',
      help: 'Records that wait to be completed',
      labels,
      read: readEach('count(*)::integer'),
    },
    {
      name: 'pending_operation_oldest_seconds',
      help: 'How long the first of them has waited',
      labels,
      read: readEach('coalesce(extract(epoch from now() - min(p.created_at)), 0)::double precision'),
    },
  ];
}
