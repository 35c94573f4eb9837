import type { Grant } from './access';
import type { Queryable } from './database';
import { defineProblem, invalidRequest, notFound, type Fault } from './problem';
import type { HttpResponse, FileResponse } from './response';

/** Where a request names whose data it is about. */
export type Whose =
  /** In a member of the path, query or body that holds the id itself. In a query, it is a filter that lists have. */
  | { in: 'path' | 'query' | 'body'; name: string }
  /** In the record whose id is in the path: in a column of its table. `what` is the record's name in messages. */
  | { recordIn: string; what: string; table: string; column: string };

/** Returns where the record named in the path says whose it is. */
export function ofRecord(
  { what, table }: { what: string; table: string },
  column = 'patient_id',
  recordIn = 'id',
): Whose {
  return { recordIn, what, table, column };
}

interface Input {
  params: unknown;
  query: unknown;
  body: unknown;
}

/** Whose data an operation is about, where it is about somebody's. */
interface Concern {
  patient?: Whose | undefined;
  doctor?: Whose | undefined;
}

export const asAnotherDoctor = defineProblem(
  { type: 'as-another-doctor', status: 403, title: 'A doctor does this in their own name only' },
  (doctorId: string) => ({ detail: `Your token is of the doctor ${doctorId}; name that doctor.` }),
);

/**
 * Narrows what was asked to what is the caller's own. Returns `nothing` where a list is asked for what is another's; throws a
 * 404 problem where a record is, the same as for one that does not exist, and 400 where a body names another.
 */
export async function narrow(
  db: Queryable,
  { patient, doctor }: Concern,
  grant: Grant,
  input: Input,
): Promise<'nothing' | undefined> {
  if (grant.kind === 'without') requireNoFilter(grant.notBy, input.query);
  if (grant.kind === 'as-doctor')
    await requireOwn(db, doctor, grant.doctorId, input, () => asAnotherDoctor(grant.doctorId));
  if (grant.kind !== 'own') return undefined;
  narrowBody(input, grant.mayNotSet, grant.sets);
  if (patient && 'in' in patient && patient.in === 'query') return narrowFilter(input, patient.name, grant.patientId);
  await requireOwn(db, patient, grant.patientId, input);
  return undefined;
}

function requireNoFilter(names: readonly string[], query: unknown): void {
  const faults = names
    .filter((name) => memberOf(query, name) !== undefined)
    .map((name): Fault => ({ in: 'query', pointer: `/${name}`, detail: 'is not for your role to ask by' }));
  if (faults.length > 0) throw invalidRequest(faults);
}

function narrowBody(input: Input, mayNotSet: readonly string[], sets: Record<string, unknown>): void {
  const faults = mayNotSet
    .filter((name) => ![undefined, null, false].includes(memberOf(input.body, name) as null))
    .map((name): Fault => ({ in: 'body', pointer: `/${name}`, detail: 'is for staff to set' }));
  if (faults.length > 0) throw invalidRequest(faults);
  if (Object.keys(sets).length > 0) input.body = { ...(input.body as object), ...sets };
}

function narrowFilter(input: Input, name: string, own: string): 'nothing' | undefined {
  const asked = memberOf(input.query, name);
  if (asked !== undefined && asked !== own) return 'nothing';
  input.query = { ...(input.query as object), [name]: own };
  return undefined;
}

async function requireOwn(
  db: Queryable,
  whose: Whose | undefined,
  own: string,
  input: Input,
  refuse?: () => Error,
): Promise<void> {
  if (!whose) throw new Error('an operation whose line says `own` or `as-doctor` has to say whose data it is about');
  if ('in' in whose) {
    const { in: part, name } = whose;
    const id = memberOf(part === 'path' ? input.params : part === 'body' ? input.body : input.query, name);
    if (id === own) return;
    if (refuse) throw refuse();
    if (part === 'path') throw notFound('record', String(id));
    throw invalidRequest([{ in: part, pointer: `/${name}`, detail: `must be your own id, ${own}` }]);
  }
  const id = String(memberOf(input.params, whose.recordIn));
  const [row] = await db.query<{ owner: string }>(`select ${whose.column} as owner from ${whose.table} where id = $1`, [
    id,
  ]);
  if (row?.owner !== own) throw row && refuse ? refuse() : notFound(whose.what, id);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Returns the response without what the caller's role does not see, of one record or of a page of them. */
export function hide(response: HttpResponse | FileResponse, grant: Grant): HttpResponse | FileResponse {
  const { body, status } = response;
  if (grant.kind !== 'without' || typeof body !== 'string' || status >= 300 || body === '') return response;
  const { without } = grant;
  const shown = JSON.parse(body) as Record<string, unknown>;
  const { data } = shown;
  const visible = Array.isArray(data) ? { ...shown, data: data.map(withoutHidden) } : withoutHidden(shown);
  return { ...response, body: JSON.stringify(visible) };

  function withoutHidden(record: object): object {
    return Object.fromEntries(Object.entries(record).filter(([name]) => !without.includes(name)));
  }
}
