import type { Database, Queryable, Transaction } from '@hms/service-kit/database';
import { currentRequest } from '@hms/service-kit/request-context';
import { conditionsOf, patientColumn, type Search } from './search';
import type { FhirResource } from './resource';

export interface Export {
  id: string;
  request: string;
  types: string[];
  divided: string[];
  since: string | null;
  askedAt: string;
}

export interface ExportFile {
  type: string;
  number: number;
  afterId: string | null;
  untilId: string;
  count: number;
}

export interface Asker {
  issuer: string;
  subject: string;
}

/** So many records are in a file; with all of it in memory while it is sent. */
export const mostInFile = 1000;

const columns = `id, request, types, divided, changed_since::text as since, asked_at::text as "askedAt"`;

/** Keeps what was asked, and forgets what was asked a week ago. The same id again is the same export. */
export async function beginExport(
  db: Queryable,
  { id, request, types, since }: Pick<Export, 'id' | 'request' | 'types' | 'since'>,
  { issuer, subject }: Asker,
): Promise<void> {
  await db.query(`delete from exports where asked_at < now() - interval '7 days'`, []);
  await db.query(
    `insert into exports (id, issuer, subject, request, types, changed_since) values ($1, $2, $3, $4, $5, $6)
     on conflict (id) do nothing`,
    [id, issuer, subject, request, types, since],
  );
}

/** Undefined where there is none that they asked for. */
export async function findExport(db: Queryable, id: string, by: Asker): Promise<Export | undefined> {
  const [found] = await db.query<Export>(
    `select ${columns} from exports where id = $1 and issuer = $2 and subject = $3`,
    [id, by.issuer, by.subject],
  );
  return found;
}

export function filesOf(db: Queryable, id: string): Promise<ExportFile[]> {
  return db.query<ExportFile>(
    `select type, number, after_id as "afterId", until_id as "untilId", count from export_files
     where export_id = $1 order by type, number`,
    [id],
  );
}

export async function removeExport(db: Queryable, id: string): Promise<void> {
  await db.query('delete from exports where id = $1', [id]);
}

/**
 * Divides what is asked for into files until it is done or `ms` are over, each file in a transaction of its own: whoever asks
 * next goes on where this ended, also where the process was killed. Two at once do not divide the same.
 */
export async function divide(
  db: Database,
  resources: ReadonlyMap<string, FhirResource>,
  id: string,
  ms: number,
): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until && (await db.transaction((tx) => divideOnce(tx, resources, id))));
}

/** Makes one file. Returns whether more may follow; false also where another is at it. */
async function divideOnce(tx: Transaction, resources: ReadonlyMap<string, FhirResource>, id: string): Promise<boolean> {
  const [asked] = await tx.query<Export>(`select ${columns} from exports where id = $1 for update skip locked`, [id]);
  const type = asked?.types.find((one) => !asked.divided.includes(one));
  const resource = type === undefined ? undefined : resources.get(type);
  if (!asked || type === undefined || !resource) return false;
  const [last] = await tx.query<{ number: number; untilId: string }>(
    `select number, until_id as "untilId" from export_files where export_id = $1 and type = $2 order by number desc limit 1`,
    [id, type],
  );
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = conditionsOf(within(resource, last?.untilId ?? null, null, asked.since), everything, bind);
  // a count tells of nobody whom the asker does not see
  const hidden = bind(currentRequest()?.sight?.hidden() ?? []);
  const [part] = await tx.query<{ untilId: string | null; count: number; shown: number }>(
    `select max(id::text) as "untilId", count(*)::integer as count,
       count(*) filter (where (patient = any(${hidden}::uuid[])) is not true)::integer as shown from (
       select ${resource.id} as id, ${patientColumn(resource) ?? 'null::uuid'} as patient from ${resource.from} where ${['true', ...conditions].join(' and ')}
       order by ${resource.id} limit ${bind(mostInFile)}::integer) part`,
    values,
  );
  const { untilId = null, count = 0, shown = 0 } = part ?? {};
  if (untilId !== null)
    await tx.query(
      `insert into export_files (export_id, type, number, after_id, until_id, count) values ($1, $2, $3, $4, $5, $6)`,
      [id, type, (last?.number ?? 0) + 1, last?.untilId ?? null, untilId, shown],
    );
  if (count < mostInFile)
    await tx.query('update exports set divided = array_append(divided, $2) where id = $1', [id, type]);
  return true;
}

/** All of a type, in order of the ids. */
export const everything: Search = {
  limit: mostInFile,
  counts: false,
  sort: { column: '', type: 'uuid', direction: 'asc' },
};

/** The resource's records after one id until another, as far as they changed since. */
export function within(
  resource: FhirResource,
  afterId: string | null,
  untilId: string | null,
  since: string | null,
): FhirResource {
  const { id, updatedAt, visible } = resource;
  return {
    ...resource,
    visible: (bind) =>
      [
        ...(visible ? [visible(bind)] : []),
        ...(afterId === null ? [] : [`${id} > ${bind(afterId)}::uuid`]),
        ...(untilId === null ? [] : [`${id} <= ${bind(untilId)}::uuid`]),
        ...(since === null || updatedAt === undefined ? [] : [`${updatedAt} > ${bind(since)}::timestamptz`]),
        'true',
      ].join(' and '),
  };
}
