import { useQueries, useQueryClient, type Query } from '@tanstack/react-query';
import { useMay } from '../access/may';
import { waitingServices } from '../access/roles';
import { usePolling } from '../api/events';
import type { components, paths } from '../api/generated/prescription-service';
import { Problem } from '../api/problem';
import { answer, clientAt } from '../api/services';
import { useSending } from '../api/use-sending';

/** What waits is a record that was just stored, and waits no longer once that is changed. Another service is asked by time alone. */
const waitingRecords: Partial<Record<string, string[]>> = {
  'appointment-service': ['appointment', 'waiting-list-entry'],
  'payment-service': ['payment', 'refund'],
  'prescription-service': ['prescription'],
};
/** Attempts are told by no event; and not every role is told of every record. */
const whileWaitingMs = 3_000;
const seldomMs = 15_000;
type Waiting = (typeof waitingServices)[number];
type Pending = components['schemas']['PendingOperation'];
type Page = Awaited<ReturnType<typeof read>>;

const read = (service: Waiting, signal: AbortSignal) =>
  answer(
    clientAt<paths>(service).GET('/pending-operations', { params: { query: { limit: 100, countUpTo: 1000 } }, signal }),
  );

/** Returns what waits in each service, longest first; a service that is not for the role is left out. */
export function usePending() {
  const may = useMay();
  const polling = usePolling(whileWaitingMs) || seldomMs;
  const queries = useQueries({
    queries: waitingServices.map((service) => ({
      queryKey: ['pending', service],
      queryFn: ({ signal }: { signal: AbortSignal }) => read(service, signal),
      meta: { shows: waitingRecords[service] ?? [] },
      refetchInterval: ({ state: { data } }: Query<Page>) => (data && data.data.length > 0 ? whileWaitingMs : polling),
    })),
  });
  const rows = waitingServices.flatMap((service, index) =>
    (queries[index]?.data?.data ?? []).map((row: Pending) => ({ ...row, service })),
  );
  return {
    rows: rows.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since)),
    failed: waitingServices.filter((_service, index) => isMissing(queries[index]?.error)),
    count: queries.reduce((sum, { data }) => sum + (data?.count ?? 0), 0),
    hasMoreThanCount: queries.some(({ data }) => data?.countIsExact === false),
    isLoading: queries.some(({ isLoading }) => isLoading),
    mayAttempt: may('attemptPendingOperation'),
  };
}

const isMissing = (error: Error | null | undefined) =>
  error !== null && error !== undefined && !(error instanceof Problem && error.status === 403);

/** Returns what has a service try at once. */
export function useAttempt() {
  const client = useQueryClient();
  return useSending({
    mutationFn: ({ service, id }: { service: Waiting; id: string }) =>
      answer(clientAt<paths>(service).POST('/pending-operations/{id}/attempt', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['pending'] }),
    retry: false,
  });
}
