import { useQuery } from '@tanstack/react-query';
import { useMay } from '../access/may';
import { usePolling } from '../api/events';
import { answer, bills, patients } from '../api/services';
import type { Patient } from '../find/person';

/** Returns who the patient is. */
export function usePatient(patientId: string) {
  return useQuery({
    queryKey: ['patient', patientId, 'who'],
    queryFn: async ({ signal }): Promise<Patient> =>
      answer(patients.GET('/patients/{id}', { params: { path: { id: patientId } }, signal })),
    meta: { shows: ['patient', 'allergy'], patientId },
    refetchInterval: usePolling(15_000),
  });
}

/** Returns what the patient owes and has on deposit, for who may know. */
export function useBalances(patientId: string) {
  const may = useMay();
  return useQuery({
    queryKey: ['patient', patientId, 'balances'],
    queryFn: ({ signal }) => answer(bills.GET('/balances/{patientId}', { params: { path: { patientId } }, signal })),
    enabled: may('getBalances'),
    meta: { shows: ['bill', 'payment', 'refund'], patientId },
    refetchInterval: usePolling(15_000),
  });
}
