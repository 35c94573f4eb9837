import { useQueries } from '@tanstack/react-query';
import { answer, patients } from '../api/services';
import type { Patient } from '../find/person';

/** Returns who the patients are, by their ids; who is not known yet, or not for this role, is not among them. */
export function usePatientNames(ids: readonly string[]): ReadonlyMap<string, Patient> {
  const distinct = [...new Set(ids)].sort();
  return useQueries({
    queries: distinct.map((id) => ({
      queryKey: ['patient', id, 'name'],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        answer(patients.GET('/patients/{id}', { params: { path: { id } }, signal })),
      staleTime: 5 * 60_000,
    })),
    combine: (found) => new Map(found.flatMap(({ data }) => (data ? [[data.id, data as Patient] as const] : []))),
  });
}
