import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, patients } from '../api/services';
import { useFormat } from '../texts/format';
import { filtersOf, parseSearch, type Search } from './parse-search';

const debounceMs = 120;
const shown = 20;
const countUpTo = 500;

/** Returns what was understood of the text, and who is found by it: answers belong to their question, so no older one comes after a newer. */
export function useSearch(typed: string) {
  const format = useFormat();
  const parse = (text: string): Search => parseSearch(text, format.isDayFirst, format.today());
  const [settled] = useDebouncedValue(typed, debounceMs);
  const filters = filtersOf(parse(settled));
  const query = useQuery({
    queryKey: ['patients', 'found', filters],
    queryFn: ({ signal }) =>
      answer(patients.GET('/patients', { params: { query: { ...filters, limit: shown } }, signal })),
    enabled: filters !== undefined,
    placeholderData: keepPreviousData,
    // who was registered a moment ago is found
    staleTime: 0,
    gcTime: 60_000,
  });
  const hasMore = typeof query.data?.nextCursor === 'string' && !query.isPlaceholderData;
  // asked for afterwards: nobody waits for a number
  const counted = useQuery({
    queryKey: ['patients', 'counted', filters],
    queryFn: ({ signal }) =>
      answer(patients.GET('/patients', { params: { query: { ...filters, limit: 1, countUpTo } }, signal })),
    enabled: hasMore,
    gcTime: 60_000,
  });
  const isFresh = settled === typed && !query.isFetching && !query.isPlaceholderData;
  return {
    search: parse(typed),
    asks: filtersOf(parse(typed)) !== undefined,
    /** Whether what is shown belongs to what is typed. */
    isFresh,
    found: filters === undefined || query.error ? [] : (query.data?.data ?? []),
    hasMore,
    /** How many there are, once that is known where more are found than shown. */
    count: hasMore && counted.data?.countIsExact === true ? counted.data.count : undefined,
    error: filters === undefined ? null : query.error,
  };
}
