import { useInfiniteQuery } from '@tanstack/react-query';
import { auditedServices } from '../access/roles';
import type { ServiceName } from './audit-client';

/** Where the list of a service goes on: undefined, at its beginning; null, it has ended. */
type Cursors = Partial<Record<ServiceName, string | null>>;

const fromTheBeginning: Cursors = {};

interface Part<Row> {
  service: ServiceName;
  rows: Row[];
  failed: boolean;
}

interface Page<Row> {
  parts: Part<Row>[];
  cursors: Cursors;
}

export type Of<Row> = Row & { service: ServiceName };

/**
 * Returns the lists of all services as one, newest first. A service whose list goes on is known down to its last row only, so
 * nothing older is shown of any: a row that came later would stand above what was read already.
 */
export function useMerged<Row extends { at: string }>(
  key: readonly unknown[],
  read: (
    service: ServiceName,
    cursor: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ data: Row[]; nextCursor: string | null }>,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }): Promise<Page<Row>> => {
      const asked = auditedServices.filter((service) => pageParam[service] !== null);
      const parts = await Promise.all(
        asked.map(async (service) => {
          const cursor = pageParam[service] ?? undefined;
          const page = await read(service, cursor, signal).catch((error: unknown) => {
            if (signal.aborted) throw error;
            return undefined;
          });
          return { service, rows: page?.data ?? [], failed: !page, next: page ? page.nextCursor : cursor };
        }),
      );
      return {
        parts,
        cursors: { ...pageParam, ...Object.fromEntries(parts.map(({ service, next }) => [service, next])) },
      };
    },
    initialPageParam: fromTheBeginning,
    getNextPageParam: ({ cursors }) =>
      auditedServices.some((service) => cursors[service] !== null) ? cursors : undefined,
  });
  const pages = query.data?.pages ?? [];
  return { ...query, rows: mergedRows(pages), failed: failedIn(pages) };
}

function failedIn<Row>(pages: Page<Row>[]): ServiceName[] {
  return (pages.at(-1)?.parts ?? []).filter(({ failed }) => failed).map(({ service }) => service);
}

function mergedRows<Row extends { at: string }>(pages: Page<Row>[]): Of<Row>[] {
  const cursors = pages.at(-1)?.cursors ?? {};
  const rows = pages.flatMap(({ parts }) =>
    parts.flatMap(({ service, rows }) => rows.map((row) => ({ ...row, service }))),
  );
  const lastOf = (service: ServiceName) => rows.findLast((row) => row.service === service)?.at;
  const known = auditedServices.flatMap((service) => (cursors[service] === null ? [] : (lastOf(service) ?? [])));
  const from = Math.max(-Infinity, ...known.map((at) => Date.parse(at)));
  return rows.filter(({ at }) => Date.parse(at) >= from).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
