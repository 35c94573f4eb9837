import { z } from 'zod';
import type { AccessTable, Line } from './access';
import type { Audit } from './audit';
import type { Database } from './database';
import { operation, type Operation } from './operation';
import { listPage, pagingParameters, type ListPlan } from './paging';
import { computed, page } from './response';
import { idParameters, instantInQuery, pageOf, recordId, uuid } from './schema';

const instant = z.iso.datetime({ offset: true });
const outcome = z.enum(['shown', 'changed', 'refused', 'nothing-shown']);
const position = z.int().min(0).meta({ description: 'Its place in the chain of this service, from 1' });
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256 of the row and of the hash of the row before' });
const through = z.string().nullable().meta({ description: 'The service or job that did it for the person' });
const reason = z.string().nullable().meta({ description: 'Why the glass was broken, where it was' });

const AuditEvent = z
  .strictObject({
    position,
    at: instant,
    did: z.string().meta({ description: 'What was done, in words' }),
    operation: z.string().meta({ description: 'The operation, by its operationId, or the job' }),
    outcome,
    status: z.int().nullable().meta({ description: 'Of the response; null for what a job did' }),
    issuer: z.string(),
    subject: z.string().meta({ description: '`sub` of the person; with `issuer`, one person for ever' }),
    name: z.string().nullable(),
    roles: z.array(z.string()),
    client: z.string().nullable().meta({ description: 'The client that the token was given to' }),
    through,
    patientIds: z.array(recordId).meta({ description: 'Whose data was asked for or shown' }),
    path: z.string().nullable(),
    address: z.string().nullable().meta({ description: 'Where the connection came from' }),
    reason,
    requestId: z.string().nullable(),
    traceId: z.string(),
    hash,
    recordedAt: instant,
  })
  .meta({ id: 'AuditEvent', description: 'Who did what with whose data. Has no values of fields.' });

const Access = z
  .strictObject({
    position,
    at: instant,
    who: z.string(),
    roles: z.array(z.string()),
    did: z.string(),
    outcome,
    through,
    reason,
  })
  .meta({ id: 'Access', description: "One operation on a patient's data, in words for the patient" });

const Head = z
  .strictObject({
    service: z.string(),
    position,
    hash,
    at: instant,
    signed: z.string().meta({ description: 'The same as a JWS, signed by the key of the service (ES256)' }),
    key: z.record(z.string(), z.unknown()).meta({ description: 'The public key, as a JWK; compare it with one kept' }),
  })
  .meta({
    id: 'AuditHead',
    description: 'The end of the chain. Kept elsewhere, it shows later that no row was cut off.',
  });

const Proof = z
  .strictObject({
    whole: z.boolean().meta({ description: 'No fault was found among the rows that were checked' }),
    checked: z.int().meta({ description: 'How many rows were checked' }),
    last: position.meta({ description: 'The last row that was checked; ask again with it as `after`' }),
    more: z.boolean().meta({ description: 'Rows follow that were not checked yet' }),
    faults: z.array(z.strictObject({ position, what: z.string() })),
  })
  .meta({ id: 'AuditProof' });

const number = (max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().max(max, `must be at most ${max}`));

const ProofQuery = z.strictObject({
  after: number(Number.MAX_SAFE_INTEGER).default(0).meta({ description: 'Checks the rows after this one' }),
  limit: number(100_000).pipe(z.int().min(1)).default(10_000).meta({ description: 'So many rows at most' }),
  position: number(Number.MAX_SAFE_INTEGER).optional().meta({ description: 'Of a head that was kept' }),
  hash: hash.optional().meta({ description: 'Of that head: the row there has to have it' }),
});

export const auditList: ListPlan = {
  from: 'audit_view v join audit_events e on e.position = v.position and e.recorded_at = v."recordedAt"',
  key: [{ column: 'e.position', type: 'bigint' }],
  direction: 'desc',
  filters: {
    patientId: 'e.patient_ids @> array[?::uuid]',
    subject: 'e.subject = ?',
    operation: 'e.operation = ?',
    outcome: `e.event ->> 'outcome' = ?`,
    requestId: `e.event ->> 'requestId' = ?`,
    from: 'e.recorded_at >= ?::timestamptz',
    to: 'e.recorded_at < ?::timestamptz',
  },
};

export const accessList: ListPlan = {
  from: 'accesses_view v join audit_events e on e.position = v.position',
  key: [{ column: 'e.position', type: 'bigint' }],
  direction: 'desc',
  filters: { id: 'e.patient_ids @> array[?::uuid]' },
};

/** Returns the operations that show the audit of this service, and prove it. */
export function auditRoutes(db: Database, audit: Audit, access: AccessTable): Operation[] {
  return [
    operation({
      id: 'listAuditEvents',
      access: lineOf(access, 'listAuditEvents'),
      patient: { in: 'query', name: 'patientId' },
      method: 'get',
      path: '/audit',
      summary: 'List who did what',
      description:
        'Lists what was done with the data of patients in this service, newest first: who, when, from where, with whose, and how it ended.',
      query: z.strictObject({
        patientId: uuid.optional().meta({ description: 'Only what concerns this patient' }),
        subject: z.string().min(1).max(255).optional().meta({ description: 'Only what this person did (`sub`)' }),
        operation: z
          .string()
          .regex(/^[\w-]{1,60}$/, 'must be an operationId or a job')
          .optional(),
        outcome: outcome.optional(),
        requestId: z.string().min(1).max(128).optional(),
        from: instantInQuery.optional().meta({ description: 'Recorded at this time or later' }),
        to: instantInQuery.optional().meta({ description: 'Recorded before this time' }),
        ...pagingParameters,
      }),
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
