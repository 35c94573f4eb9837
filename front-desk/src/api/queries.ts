import { MutationCache, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query';
import { isPassing, isRestricted } from './problem';

/** Why each query without data was refused last. */
const refusals = new WeakMap<object, Error>();

/** What was read, or why it was refused, stays as it was last known; a change that got no answer is sent again with its key until it has one. */
export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      const { queryKey } = query;
      // what may be seen no more goes from the page, whatever is written beside it
      if (isRestricted(error)) query.setState({ data: undefined });
      // what could not be read is asked for again without anybody's doing, also where nothing is polled because changes are told of
      if (isPassing(error)) setTimeout(() => void askAgain(queryKey), 5_000);
    },
  }),
  mutationCache: new MutationCache(),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 2_000,
      gcTime: 30 * 60_000,
      retry: (failures, error) => isPassing(error) && failures < 2,
      retryDelay: (failures) => 500 * 2 ** failures,
    },
    mutations: {
      networkMode: 'always',
      retry: (_failures, error) => isPassing(error),
      retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 5_000),
    },
  },
});

// TanStack Query forgets a refusal when it asks again, and the page what stands in its place, with the reason that somebody writes there
queries.getQueryCache().subscribe((event) => {
  if (event.type !== 'updated') return;
  const { query, action } = event;
  const state: { data: unknown; error: Error | null } = query.state;
  const refusal = refusals.get(query);
  if (action.type === 'fetch' && state.data === undefined && refusal)
    query.setState({ error: refusal, status: 'error' });
  else if (state.error) refusals.set(query, state.error);
  else refusals.delete(query);
});

function askAgain(queryKey: QueryKey): Promise<void> {
  const hasFailed = ({ state }: { state: { status: string } }) => state.status === 'error';
  return queries.refetchQueries({ queryKey, exact: true, type: 'active', predicate: hasFailed });
}
