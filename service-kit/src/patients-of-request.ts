import pg from 'pg';
import { patientsIn } from './audit';
import type { Queryable } from './database';
import type { OperationRequest } from './incoming';
import type { Whose } from './narrow';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Returns the patients that this text of a response tells of, each once. */
export function patientsShown(whose: Whose | undefined, text: string): string[] {
  const told = patientsIn(text);
  return whose && 'in' in whose && whose.in === 'response'
    ? [...new Set([...told, ...patientsIn(text, whose.pattern)])]
    : told;
}

/** Returns the patients whom the request itself names, however wrong the rest of it is. */
export function patientNamed(whose: Whose | undefined, request: OperationRequest): string[] {
  if (!whose || !('in' in whose) || whose.in === 'response') return [];
  const parts = { path: request.params, query: request.query, body: request.body };
  const part: unknown = parts[whose.in];
  const id = typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[whose.name] : undefined;
  return typeof id === 'string' && uuid.test(id) ? [id.toLowerCase()] : (request.patientsNamed ?? []);
}

/** Returns the patient of the record in the path, as a query without parameters; undefined where the path names none. */
export function ownerQuery(whose: Whose | undefined, request: OperationRequest): string | undefined {
  if (!whose || 'in' in whose) return undefined;
  const id = request.params[whose.recordIn];
  if (typeof id !== 'string' || !uuid.test(id)) return undefined;
  return `select ${whose.column} from ${whose.table} where id = ${pg.escapeLiteral(id)} and ${whose.column} is not null`;
}

/** Returns the same patient. */
export async function ownerOf(db: Queryable, whose: Whose | undefined, request: OperationRequest): Promise<string[]> {
  if (!whose || 'in' in whose) return [];
  const id = request.params[whose.recordIn];
  if (typeof id !== 'string' || !uuid.test(id)) return [];
  const [row] = await db.query<{ owner: string | null }>(
    `select ${whose.column} as owner from ${whose.table} where id = $1`,
    [id],
  );
  return row?.owner ? [row.owner] : [];
}
