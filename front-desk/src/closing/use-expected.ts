import { useQuery } from '@tanstack/react-query';
import type { components } from '../api/generated/payment-service';
import { answer, payments } from '../api/services';

export type Expected = components['schemas']['ExpectedClosing'];

/** Returns what the person who is signed in has taken and given back since they closed the last time. */
export function useExpected() {
  return useQuery({
    queryKey: ['closings', 'expected'],
    queryFn: ({ signal }) => answer(payments.GET('/closings/expected', { signal })),
    refetchInterval: 5_000,
  });
}
