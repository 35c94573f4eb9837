import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { components } from '../api/generated/appointment-service';
import { usePolling } from '../api/events';
import { answer, appointments, doctors } from '../api/services';

export type Slot = components['schemas']['Slot'];

const dayMs = 86_400_000;
const ahead = 28 * dayMs;
/** So many free times fit a screen; more come on demand. */
export const firstTimes = 12;

/** Returns what the active doctors do, in the order of the alphabet. */
export function useSpecialties() {
  return useQuery({
    queryKey: ['specialties'],
    queryFn: async ({ signal }) => {
      const { data } = await answer(doctors.GET('/specialties', { signal }));
      return data.map(({ specialty }) => specialty);
    },
    meta: { shows: ['doctor'] },
    staleTime: 60_000,
  });
}

/** Returns the free times of a specialty, earliest first, without those at which the patient is elsewhere. */
export function useFreeTimes(patientId: string, specialty: string | undefined, limit: number) {
  return useQuery({
    queryKey: ['patient', patientId, 'free', specialty, limit],
    queryFn: ({ signal }) =>
      answer(
        appointments.GET('/slots', {
          params: {
            query: { specialty: specialty ?? '', patientId, limit, to: new Date(Date.now() + ahead).toISOString() },
          },
          signal,
        }),
      ),
    enabled: specialty !== undefined,
    // more times of the same specialty, not another's
    placeholderData: (before, query) => (query?.queryKey[3] === specialty ? keepPreviousData(before) : undefined),
    // what was free at an earlier visit to this page is no offer
    gcTime: 0,
    meta: { shows: ['appointment', 'doctor', 'time-off'] },
    // working hours are no record that is told of
    refetchInterval: usePolling(15_000) || 60_000,
  });
}
