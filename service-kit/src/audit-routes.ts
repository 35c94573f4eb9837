import { z } from 'zod';
import type { AccessTable, Line } from './access';
import type { Audit } from './audit';
import { Access, AuditEvent, AuditQuery, Head, Proof, ProofQuery } from './audit-schemas';
import type { Database } from './database';
import { operation, type Operation } from './operation';
import { listPage, pagingParameters, type ListPlan } from './paging';
import { computed, page } from './response';
import { idParameters, pageOf } from './schema';

const newestFirst = { key: [{ column: 'e.position', type: 'bigint' }], direction: 'desc' } satisfies Partial<ListPlan>;

export const auditList: ListPlan = {
  from: 'audit_events e cross join lateral show_event(e) v',
  ...newestFirst,
  filters: {
    patientId: 'e.patient_ids @> array[?::uuid]',
    subject: 'e.subject = ?',
    operation: 'e.operation = ?',
    refused: `e.event ->> 'outcome' = 'refused' and ?::boolean`,
    requestId: `e.event ->> 'requestId' = ?`,
    from: 'e.recorded_at >= ?::timestamptz',
    to: 'e.recorded_at < ?::timestamptz',
  },
};

const accessList: ListPlan = {
  from: 'audit_events e cross join lateral show_access(e) v',
  ...newestFirst,
  filters: { id: 'e.patient_ids @> array[?::uuid]' },
};

/** Returns the operations that show the audit of this service, and prove it. */
export function auditRoutes(db: Database, audit: Audit, access: AccessTable): Operation[] {
  return [
    operation({
      id: 'listAuditEvents',
      access: lineOf(access, 'listAuditEvents'),
      patient: { in: 'query', name: 'patientId' },
      despiteRestriction: true,
      method: 'get',
      path: '/audit',
      summary: 'List who did what',
      description:
        'Lists what was done with the data of patients in this service, newest first: who, when, from where, with whose, and how it ended.',
      query: AuditQuery,
      responses: { 200: { description: 'A page of events', schema: pageOf(AuditEvent) } },
      handle: async ({ query, url }) => {
        await audit.catchUp();
        return page(await listPage(db, auditList, query), url);
      },
    }),
    operation({
      id: 'getAuditHead',
      access: lineOf(access, 'getAuditHead'),
      method: 'get',
      path: '/audit/head',
      summary: 'Read the end of the audit',
      description:
        'Returns the position and the hash of the last event, signed. Keep it elsewhere: the proof holds the chain against it.',
      responses: { 200: { description: 'The end of the chain', schema: Head, headers: [] } },
      handle: async () => computed(JSON.stringify(await audit.head())),
    }),
    operation({
      id: 'proveAudit',
      access: lineOf(access, 'proveAudit'),
      method: 'get',
      path: '/audit/proof',
      summary: 'Prove the audit',
      description:
        'Checks that no event of this service was changed, removed, put in or cut off. Checks one part of the chain at a time; ask again with `last` as `after` while there is more.',
      query: ProofQuery,
      responses: { 200: { description: 'What was found', schema: Proof, headers: [] } },
      handle: async ({ query }) => {
        await audit.catchUp();
        return computed(JSON.stringify(await prove(db, query)));
      },
    }),
    operation({
      id: 'listAccesses',
      access: lineOf(access, 'listAccesses'),
      patient: { in: 'path', name: 'id' },
      despiteRestriction: true,
      method: 'get',
      path: '/patients/:id/accesses',
      summary: 'List who has seen a patient',
      description:
        "Lists who has seen or changed the patient's data in this service, newest first, in words. Each service lists its own.",
      params: idParameters,
      query: z.strictObject(pagingParameters),
      responses: { 200: { description: 'A page of accesses', schema: pageOf(Access) } },
      handle: async ({ params, query, url }) => {
        await audit.catchUp();
        return page(await listPage(db, accessList, { ...query, id: params.id }), url);
      },
    }),
  ];
}

async function prove(db: Database, query: z.output<typeof ProofQuery>): Promise<z.input<typeof Proof>> {
  const rows = await db.query<{ checked: number; last: bigint; position: bigint | null; what: string | null }>(
    'select * from audit_faults($1, $2)',
    [query.after, query.limit],
  );
  const faults = rows.flatMap(({ position: at, what }) => (what === null ? [] : [{ position: Number(at), what }]));
  if (query.position !== undefined && query.hash !== undefined && query.position > 0)
    faults.push(...(await holdAgainst(db, query.position, query.hash)));
  const checked = rows[0]?.checked ?? 0;
  const last = Number(rows[0]?.last ?? query.after);
  return { whole: faults.length === 0, checked, last, more: checked === query.limit, faults };
}

/** A row that was retired with its month is not held against anything. */
async function holdAgainst(db: Database, at: number, expected: string) {
  const [row] = await db.query<{ same: boolean | null; retired: boolean }>(
    `select (select bool_and(encode(hash, 'hex') = $2) from audit_events where position = $1) as same,
       exists (select from audit_retired where position >= $1) as retired`,
    [at, expected],
  );
  if (row?.same ?? row?.retired) return [];
  return [
    {
      position: at,
      what: row?.same === null ? 'the head that was kept is missing' : 'the head that was kept is another',
    },
  ];
}

function lineOf(access: AccessTable, id: string): Line {
  const line = access[id];
  if (!line) throw new Error(`access.ts has no line for ${id}`);
  return line;
}
