import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { components } from '../api/generated/prescription-service';
import { isPassing, Problem } from '../api/problem';
import { answer, prescriptions } from '../api/services';
import type { Order } from './draft';

export type Safety = components['schemas']['Safety'];

const debounceMs = 250;

/** Returns what the service makes of what is written: its words, and what its check finds. */
export function usePreview(patientId: string, order: Order | undefined) {
  // compared as text: a new object that says the same asks nothing anew
  const written = order && JSON.stringify(order);
  const [settled] = useDebouncedValue(written, debounceMs);
  const query = useQuery({
    queryKey: ['patient', patientId, 'preview', settled],
    queryFn: ({ signal }) =>
      answer(
        prescriptions.POST('/prescriptions/preview', {
          body: { patientId, ...(JSON.parse(settled ?? '{}') as Order) },
          signal,
        }),
      ),
    enabled: settled !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    staleTime: 10_000,
  });
  const { error } = query;
  const isRefused = error instanceof Problem && error.status === 400;
  return {
    preview: order && !error ? query.data : undefined,
    /** Whether it belongs to what is written. */
    isFresh: settled === written && !query.isFetching && !query.isPlaceholderData,
    /** What of the fields is wrong, by the field's path in the request. */
    faults: isRefused && order ? error.faults : new Map<string, string>(),
    /** Nothing was read; it may come. */
    isMissing: isPassing(error),
    refusal: error instanceof Problem && error.status === 422 ? error : undefined,
  };
}
