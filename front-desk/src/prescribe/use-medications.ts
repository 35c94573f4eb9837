import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMay } from '../access/may';
import type { components } from '../api/generated/prescription-service';
import { answer, prescriptions } from '../api/services';

export type KnownMedication = components['schemas']['KnownMedication'];

const debounceMs = 120;
const shown = 6;
/** One letter begins too many names. */
const shortest = 2;

/** Returns the drugs of the knowledge whose names begin as it is typed, or nearly so. Without an answer the name is typed as it is. */
export function useMedications(typed: string) {
  const may = useMay();
  const [settled] = useDebouncedValue(typed.trim(), debounceMs);
  const query = useQuery({
    queryKey: ['medications', settled],
    queryFn: ({ signal }) =>
      answer(prescriptions.GET('/medications', { params: { query: { name: settled, limit: shown } }, signal })),
    enabled: may('findMedications') && settled.length >= shortest,
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  });
  const isAsked = typed.trim().length >= shortest && settled.length >= shortest;
  return {
    // nobody is given a class
    found: isAsked ? (query.data?.data ?? []).filter(({ kind }) => kind === 'drug') : [],
    isFresh: settled === typed.trim() && !query.isFetching && !query.isPlaceholderData,
  };
}

/** Returns how a medication is called where it was found by one of its names; by a code, its own. */
export function calledBy({ foundBy, name, codes }: KnownMedication): string {
  return codes.includes(foundBy) ? name : foundBy;
}
