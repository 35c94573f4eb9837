import { useQueryClient } from '@tanstack/react-query';
import { newKey } from '../api/new-key';
import { answer, appointments } from '../api/services';
import { useSending } from '../api/use-sending';

/** Returns what records that the patient has come for a visit; what gets no answer is sent again with its key. */
export function useCheckIn(patientId: string) {
  const client = useQueryClient();
  const send = useSending({
    mutationFn: ({ id, key }: { id: string; key: string }) =>
      answer(
        appointments.POST('/appointments/{id}/arrive', {
          params: { path: { id }, header: { 'Idempotency-Key': key } },
          body: {},
        }),
      ),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['patient', patientId] }),
        client.invalidateQueries({ queryKey: ['day'] }),
      ]),
  });
  return {
    ...send,
    send: (id: string) => send.mutate({ id, key: newKey() }),
  };
}
