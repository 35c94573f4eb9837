import type { Grant } from './access';
import type { Queryable } from './database';
import { defineProblem, invalidRequest, notFound, type Fault } from './problem';
import { withRecords, type FileResponse, type HttpResponse } from './response';

/** Where a request names whose data it is about. */
export type Whose =
  /** In a member of the path, query or body that holds the id itself. In a query, it is a filter that lists have. */
  | { in: 'path' | 'query' | 'body'; name: string }
  /**
   * In the response alone, whose records are patients: `pattern` finds their ids in its text. `exactly` are the query parameters
   * by which one patient is asked for whom the caller has before them.
   */
  | { in: 'response'; pattern: RegExp; exactly?: readonly string[] }
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

/** What is asked of an operation's contract here. */
interface Concern {
  method: string;
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
export function narrow(
  db: Queryable,
  concern: Concern,
  grant: Grant,
  input: Input,
): 'nothing' | undefined | Promise<'nothing' | undefined> {
  const { notBy, mayNotSet, sets } = grant;
  requireNoFilter(notBy, input.query);
  requireNotSet(mayNotSet, input.body, concern.method);
  if (Object.keys(sets).length > 0) input.body = { ...(input.body as object), ...sets };
  const isLimited = grant.doctorId !== undefined || grant.patientId !== undefined;
  return isLimited ? narrowToOwn(db, concern, grant, input) : undefined;
}

async function narrowToOwn(
  db: Queryable,
  { patient, doctor }: Concern,
  { patientId, doctorId }: Grant,
  input: Input,
): Promise<'nothing' | undefined> {
  if (doctorId !== undefined) await requireOwn(db, doctor, doctorId, input, () => asAnotherDoctor(doctorId));
  if (patientId === undefined) return undefined;
  if (patient && 'in' in patient && patient.in === 'query') return narrowFilter(input, patient.name, patientId);
  await requireOwn(db, patient, patientId, input);
  return undefined;
}

function requireNoFilter(names: readonly string[], query: unknown): void {
  const faults = names
    .filter((name) => memberOf(query, name) !== undefined)
    .map((name): Fault => ({ in: 'query', pointer: `/${name}`, detail: 'is not for your role to ask by' }));
  if (faults.length > 0) throw invalidRequest(faults);
}

/** What a member that is left out would mean may be said, but for a PATCH, where it changes what is there. */
function requireNotSet(names: readonly string[], body: unknown, method: string): void {
  const saysNothing = (value: unknown) =>
    value === undefined || (method !== 'patch' && (value === null || value === false));
  const faults = names
    .filter((name) => !saysNothing(memberOf(body, name)))
    .map((name): Fault => ({ in: 'body', pointer: `/${name}`, detail: 'is not for your role to set' }));
  if (faults.length > 0) throw invalidRequest(faults);
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
    if (whose.in === 'response') throw new Error('a line that says `own` needs a request that names the patient');
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

/** Returns the response without what the caller's role does not see: of one record, of a page of them, or of versions. */
export function hide(
  response: HttpResponse | FileResponse,
  { without, withoutWhere }: Grant,
): HttpResponse | FileResponse {
  const { body, status } = response;
  if (typeof body !== 'string' || status >= 300 || body === '') return response;
  const isFlagged = withoutWhere !== undefined && body.includes(`"${withoutWhere.flag}":true`);
  if (without.length === 0 && !isFlagged) return response;
  const { page, ...rest } = response;
  if (page) return withRecords({ ...rest, body }, page, page.records.map(textWithoutHidden));
  // it was stored as text alone, for who sends the same again
  const shown = JSON.parse(body) as Record<string, unknown>;
  const { data } = shown;
  const visible = Array.isArray(data) ? { ...shown, data: data.map(withoutHidden) } : withoutHidden(shown);
  return { ...response, body: JSON.stringify(visible) };

  function textWithoutHidden(json: string): string {
    return JSON.stringify(withoutHidden(JSON.parse(json) as object));
  }

  function withoutHidden(record: object): object {
    const flagged = withoutWhere && memberOf(record, withoutWhere.flag) === true ? withoutWhere.members : [];
    const kept = Object.entries(record).filter(([name]) => !without.includes(name) && !flagged.includes(name));
    return Object.fromEntries(
      // a version has the record as it was, and what changed
      kept.map(([name, value]) => [name, isOfVersion(name, value) ? withoutHidden(value) : (value as unknown)]),
    );
  }
}

function isOfVersion(name: string, value: unknown): value is object {
  return (name === 'record' || name === 'changes') && typeof value === 'object' && value !== null;
}
