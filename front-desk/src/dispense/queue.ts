import { useInfiniteQuery } from '@tanstack/react-query';
import { usePolling } from '../api/events';
import { answer, prescriptions } from '../api/services';
import { useSending } from '../api/use-sending';
import { nameOf } from '../find/person';
import { useNames } from '../patient/use-names';
import type { Texts } from '../texts/en';

const pageSize = 25;
/** Nobody at a counter needs a longer queue counted. */
const countUpTo = 200;

/** Returns what can be dispensed now, who has waited longest first. */
export function useQueue(patientId: string | undefined) {
  const query = useInfiniteQuery({
    queryKey: ['prescriptions', 'dispensable', patientId],
    queryFn: ({ pageParam, signal }) =>
      answer(
        prescriptions.GET('/prescriptions', {
          params: {
            query: {
              dispensable: true,
              limit: pageSize,
              countUpTo,
              ...(patientId !== undefined && { patientId }),
              ...(pageParam !== undefined && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    meta: { shows: ['prescription', 'dispense'], ...(patientId !== undefined && { patientId }) },
    // a fill becomes due, or an order expires, by the clock
    refetchInterval: usePolling(5_000) || 60_000,
  });
  const [first] = query.data?.pages ?? [];
  return {
    ...query,
    rows: query.data?.pages.flatMap(({ data }) => data) ?? [],
    count: first?.count ?? 0,
    hasMoreThanCount: first?.countIsExact === false,
  };
}

interface Named {
  name: string;
  mrn: string | undefined;
}

/** Returns how the patients are called; a restricted one is not told by name. */
export function useCalled(patientIds: readonly string[], t: Texts): ReadonlyMap<string, Named> {
  const names = useNames(patientIds);
  return new Map(
    [...names].map(([id, patient]): [string, Named] => [
      id,
      patient ? { name: nameOf(patient, t), mrn: patient.mrn } : { name: t.dispense.nameHidden, mrn: undefined },
    ]),
  );
}

/** What a scanner reads from the paper: a compact JWS, which no name and no number looks like. */
export const isCode = (typed: string): boolean => /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(typed.trim());

/** Returns what has the service verify the code of a paper. */
export function useVerify() {
  return useSending({
    mutationFn: (code: string) => answer(prescriptions.POST('/prescriptions/verify', { body: { code: code.trim() } })),
    retry: false,
  });
}
