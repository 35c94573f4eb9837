import { z } from 'zod';
import { page, type HttpResponse } from './response';
import { listPage, pagingParameters, type ListPlan, type ListQuery } from './paging';
import type { Database } from './database';
import type { Records } from './records';

export const versionList: ListPlan = {
  from: 'record_versions r cross join lateral show_version(r) v',
  key: [{ column: 'r.version', type: 'integer' }],
  direction: 'desc',
  filters: { table: 'r.table_name = ?', id: 'r.record_id = ?::uuid' },
};

/** One version of a record, and what it changed; `record` is the wire form at that time. */
export const Version = z
  .strictObject({
    version: z.int().min(1),
    changedAt: z.iso.datetime({ offset: true }),
    requestId: z.string().nullable().meta({ description: 'The X-Request-Id of the change; null for what a job did' }),
    changedBy: z
      .strictObject({
        issuer: z.string(),
        subject: z.string(),
        name: z.string().optional(),
        roles: z.array(z.string()),
      })
      .nullable()
      .meta({
        description:
          'Who asked for the change, also where a service or a job made it; null for the work of the service itself',
      }),
    changes: z
      .record(z.string(), z.strictObject({ from: z.unknown(), to: z.unknown() }))
      .meta({ description: 'Each field that changed, before and after' }),
    record: z.record(z.string(), z.unknown()).meta({ description: 'The whole record as it was then' }),
  })
  .meta({ id: 'Version' });

export const HistoryQuery = z.strictObject(pagingParameters);

/**
 * The answer to `GET /<table>/:id/history`: a page of versions, newest first. The table keeps them once its
 * migration has called `keep_versions_of`. Throws a 404 problem when there is no such record.
 */
export const historyPage = async (
  db: Database,
  records: Records,
  { id, query, url }: { id: string; query: ListQuery; url: string },
): Promise<HttpResponse> => {
  await records.get(db, id);
  return page(await listPage(db, versionList, { ...query, table: records.table, id }), url);
};
