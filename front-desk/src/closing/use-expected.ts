import { useQuery } from '@tanstack/react-query';
import type { components } from '../api/generated/payment-service';
import { usePolling } from '../api/events';
import { answer, payments } from '../api/services';

export type Expected = components['schemas']['ExpectedClosing'];

/** Returns what the person who is signed in has taken and given back since they closed the last time. */
export function useExpected() {
  return useQuery({
    queryKey: ['closings', 'expected'],
    queryFn: ({ signal }) => answer(payments.GET('/closings/expected', { signal })),
    meta: { shows: ['payment', 'refund'] },
    refetchInterval: usePolling(5_000),
  });
}
