import { MutationCache, QueryClient } from '@tanstack/react-query';
import { isPassing } from './problem';

/** What was read stays as it was last known; a change that got no answer is sent again with its key until it has one. */
export const queries = new QueryClient({
  mutationCache: new MutationCache(),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 2_000,
      gcTime: 30 * 60_000,
      retry: (failures, error) => isPassing(error) && failures < 2,
      retryDelay: (failures) => 500 * 2 ** failures,
      // what could not be read is asked for again without anybody's doing
      refetchInterval: (query) => (query.state.status === 'error' && isPassing(query.state.error) ? 5_000 : false),
    },
    mutations: {
      networkMode: 'always',
      retry: (_failures, error) => isPassing(error),
      retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 5_000),
    },
  },
});
