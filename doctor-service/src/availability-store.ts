import type { Page } from '@hms/service-kit/response';
import { listPage } from '@hms/service-kit/paging';
import type { Database } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import type { z } from 'zod';
import type { AvailabilityListQuery, AvailabilityQuery } from './availability-schemas';
import { doctorList } from './doctor-store';

type Window = z.output<typeof AvailabilityQuery>;

const findAvailability = async (db: Database, doctorIds: string[], { from, to }: Window): Promise<string[]> => {
  const rows = await db.query<{ json: string }>(
    'select json::text from show_availabilities($1, tstzrange($2, $3)) json',
    [doctorIds, from, to],
  );
  return rows.map(({ json }) => json);
};

/** JSON of one doctor's availability. Throws a 404 problem when there is no such doctor. */
export const readAvailability = async (db: Database, doctorId: string, window: Window): Promise<string> => {
  const [json] = await findAvailability(db, [doctorId], window);
  if (json === undefined) throw notFound('doctor', doctorId);
  return json;
};

/** The same of a page of doctors, in the order of `GET /doctors`: of those who are named, or of the active ones of a specialty. */
export const readAvailabilityPage = async (
  db: Database,
  { doctorId, specialty, from, to, ...paging }: z.output<typeof AvailabilityListQuery>,
): Promise<Page> => {
  const whose = doctorId === undefined ? { specialty, active: true } : { id: doctorId };
  const { records, ...rest } = await listPage(db, doctorList, { ...whose, ...paging });
  const ids = records.map((json) => (JSON.parse(json) as { id: string }).id);
  return { records: await findAvailability(db, ids, { from, to }), ...rest };
};
