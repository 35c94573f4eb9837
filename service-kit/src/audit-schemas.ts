import { z } from 'zod';
import { pagingParameters } from './paging';
import { instantInQuery, recordId, subject, uuid } from './schema';

const instant = z.iso.datetime({ offset: true });
const outcome = z.enum(['shown', 'changed', 'refused', 'nothing-shown']);
const position = z.int().min(0).meta({ description: 'Its place in the chain of this service, from 1' });
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256 of the row and of the hash of the row before' });
const through = z.string().nullable().meta({ description: 'The service or job that did it for the person' });
const reason = z.string().nullable().meta({ description: 'Why the glass was broken, where it was' });

export const AuditEvent = z
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

export const Access = z
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

export const Head = z
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

export const Proof = z
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

export const ProofQuery = z.strictObject({
  after: number(Number.MAX_SAFE_INTEGER).default(0).meta({ description: 'Checks the rows after this one' }),
  limit: number(100_000).pipe(z.int().min(1)).default(10_000).meta({ description: 'So many rows at most' }),
  position: number(Number.MAX_SAFE_INTEGER).optional().meta({ description: 'Of a head that was kept' }),
  hash: hash.optional().meta({ description: 'Of that head: the row there has to have it' }),
});

export const AuditQuery = z.strictObject({
  patientId: uuid.optional().meta({ description: 'Only what concerns this patient' }),
  subject: subject.optional().meta({ description: 'Only what this person did (`sub`)' }),
  operation: z
    .string()
    .regex(/^[\w-]{1,60}$/, 'must be an operationId or a job')
    .optional()
    .meta({ description: 'Only this operation, by its operationId, or this job' }),
  refused: z.literal('true', 'must be true, or left out').optional().meta({ description: 'Only what was refused' }),
  requestId: z
    .string()
    .regex(/^[\w.:-]{1,128}$/, 'must be an X-Request-Id')
    .optional()
    .meta({ description: 'Only what this request did' }),
  from: instantInQuery.optional().meta({ description: 'Recorded at this time or later' }),
  to: instantInQuery.optional().meta({ description: 'Recorded before this time' }),
  ...pagingParameters,
});
