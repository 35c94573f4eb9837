import { useQuery } from '@tanstack/react-query';
import type { components } from '../api/generated/appointment-service';
import { usePolling } from '../api/events';
import { newKey } from '../api/new-key';
import { answer, appointments } from '../api/services';
import { useSending } from '../api/use-sending';
import { useMay } from '../access/may';
import { useRefresh } from './commands';
import type { Doctor } from './doctors';
import { all } from './use-calendar';

export type Entry = components['schemas']['WaitlistEntry'];

/** Returns who waits for one of the doctors or their specialty: offers first, which run out, then the longest wait. */
export function useWaitingList(shown: readonly Doctor[]) {
  const may = useMay();
  const query = useQuery({
    queryKey: ['day', 'waiting'],
    queryFn: async ({ signal }) => {
      const read = (status: 'offered' | 'waiting') =>
        all((page) =>
          answer(appointments.GET('/waitlist', { params: { query: { status, limit: 200, ...page } }, signal })),
        );
      const [offered, waiting] = await Promise.all([read('offered'), read('waiting')]);
      return [...offered.toSorted((a, b) => expiryOf(a) - expiryOf(b)), ...waiting];
    },
    enabled: may('listWaitlist'),
    // an offer holds its time as a visit
    meta: { shows: ['waiting-list-entry', 'appointment'] },
    refetchInterval: usePolling(15_000),
  });
  const suits = ({ doctorId, specialty, offer }: Entry) =>
    shown.some((one) => [doctorId, offer?.doctorId].includes(one.id) || one.specialty === specialty);
  return { entries: query.data?.filter(suits), error: query.error };
}

const expiryOf = ({ offer }: Entry): number => (offer ? Date.parse(offer.expiresAt) : Infinity);

/** Returns what answers an offer in the patient's name. */
export function useAnswerOffer(on: { done: (entry: Entry) => void; refused: (error: Error) => void }) {
  const { mutate, isPending } = useSending({
    mutationFn: ({ id, reply, key }: { id: string; reply: 'accept' | 'decline'; key: string }) =>
      answer(
        appointments.POST(`/waitlist/{id}/${reply}`, {
          params: { path: { id }, header: { 'Idempotency-Key': key } },
        }),
      ),
    onSuccess: on.done,
    onError: on.refused,
    onSettled: useRefresh(),
  });
  return { reply: (id: string, reply: 'accept' | 'decline') => mutate({ id, reply, key: newKey() }), isPending };
}
