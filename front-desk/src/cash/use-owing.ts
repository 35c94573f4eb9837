import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMay } from '../access/may';
import { usePolling } from '../api/events';
import { answer, bills } from '../api/services';
import type { components } from '../api/generated/billing-service';

type Balance = components['schemas']['Balances']['balances'][number];

/** Returns what each of these patients owes, by id: one request for all of a list. Without an entry: not known yet, or not for this role. */
export function useOwing(patientIds: readonly string[]): ReadonlyMap<string, readonly Balance[]> {
  const may = useMay();
  const ids = patientIds.toSorted();
  const { data } = useQuery({
    queryKey: ['balances', ids],
    queryFn: async ({ signal }) => {
      const query = { patientId: ids.join(',') };
      const { data: all } = await answer(bills.GET('/balances', { params: { query }, signal }));
      return new Map(all.map(({ patientId, balances }) => [patientId, balances.filter(({ owed }) => owed > 0)]));
    },
    enabled: ids.length > 0 && may('listBalances'),
    // while somebody types, who stays in the list keeps their sum
    placeholderData: keepPreviousData,
    meta: { shows: ['bill', 'payment', 'refund'] },
    refetchInterval: usePolling(15_000),
  });
  return data ?? nothing;
}

const nothing: ReadonlyMap<string, readonly Balance[]> = new Map();
