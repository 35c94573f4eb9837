import { useQuery } from '@tanstack/react-query';
import type { components } from '../api/generated/doctor-service';
import { answer, doctors } from '../api/services';

export type Doctor = Pick<
  components['schemas']['Doctor'],
  'id' | 'givenName' | 'familyName' | 'specialty' | 'timeZone' | 'visitMinutes' | 'active'
>;

export function doctorName({ givenName, familyName }: Pick<Doctor, 'givenName' | 'familyName'>): string {
  return [givenName, familyName].filter(Boolean).join(' ');
}

/** Returns the doctors who take bookings, by specialty and name. */
export function useDoctors() {
  return useQuery({
    queryKey: ['doctors', 'active'],
    queryFn: async ({ signal }) => {
      const found: Doctor[] = [];
      let cursor: string | undefined;
      do {
        const query = { active: true, limit: 200, ...(cursor !== undefined && { cursor }) };
        const page = await answer(doctors.GET('/doctors', { params: { query }, signal }));
        found.push(...page.data);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return found.toSorted(
        (a, b) => a.specialty.localeCompare(b.specialty) || doctorName(a).localeCompare(doctorName(b)),
      );
    },
    meta: { shows: ['doctor'] },
    staleTime: 60_000,
  });
}
