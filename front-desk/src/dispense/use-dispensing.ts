import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { components, operations } from '../api/generated/prescription-service';
import { usePolling } from '../api/events';
import { newKey } from '../api/new-key';
import { answer, prescriptions } from '../api/services';
import { useSending } from '../api/use-sending';
import type { Dispense, Prescription } from '../patient/timeline';

export type Cause = operations['takeBack']['requestBody']['content']['application/json']['cause'];
export type Return = components['schemas']['Return'];

/** Returns the prescription as it is now. */
export function usePrescription(id: string) {
  return useQuery({
    queryKey: ['prescriptions', id],
    queryFn: ({ signal }) => answer(prescriptions.GET('/prescriptions/{id}', { params: { path: { id } }, signal })),
    meta: { shows: ['prescription', 'dispense'] },
    // a fill becomes due, or an order expires, by the clock
    refetchInterval: usePolling(5_000) || 60_000,
  });
}

/** Returns what was handed out of it, newest first. */
export function useDispenses(id: string, version: number | undefined) {
  return useQuery({
    queryKey: ['prescriptions', id, 'dispenses', version],
    queryFn: ({ signal }) =>
      answer(
        prescriptions.GET('/prescriptions/{id}/dispenses', { params: { path: { id }, query: { limit: 200 } }, signal }),
      ),
    placeholderData: (before) => before,
    meta: { shows: ['dispense'] },
  });
}

/** By which a dispense under way is known. */
export const dispensing = (id: string) => ['dispense', id];

interface HandedOut {
  quantity: number;
  earlyReason: string;
}

/** Returns what dispenses of the prescription as it was read; it is refused if somebody else was there first. */
export function useDispense({ id, patientId, version }: Prescription, onDone: (dispense: Dispense) => void) {
  const client = useQueryClient();
  const send = useSending({
    mutationKey: dispensing(id),
    mutationFn: ({ key, quantity, earlyReason }: HandedOut & { key: string }) =>
      answer(
        prescriptions.POST('/prescriptions/{id}/dispenses', {
          params: { path: { id }, header: { 'Idempotency-Key': key, 'If-Match': `"${version}"` } },
          body: { quantity, ...(earlyReason !== '' && { earlyReason }) },
        }),
      ),
    onSuccess: onDone,
    onSettled: () => refresh(client, patientId),
  });
  return { ...send, send: (handedOut: HandedOut) => send.mutate({ ...handedOut, key: newKey() }) };
}

interface BroughtBack {
  dispenseId: string;
  quantity: number;
  cause: Cause;
  reason: string;
}

/** Returns what takes medicine back. */
export function useTakeBack({ id, patientId }: Prescription, onDone: (returned: Return) => void) {
  const client = useQueryClient();
  const send = useSending({
    mutationFn: ({ key, dispenseId, ...body }: BroughtBack & { key: string }) =>
      answer(
        prescriptions.POST('/prescriptions/{id}/dispenses/{dispenseId}/returns', {
          params: { path: { id, dispenseId }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    onSuccess: onDone,
    onSettled: () => refresh(client, patientId),
  });
  return { ...send, send: (broughtBack: BroughtBack) => send.mutate({ ...broughtBack, key: newKey() }) };
}

const refresh = (client: ReturnType<typeof useQueryClient>, patientId: string) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ['prescriptions'] }),
    client.invalidateQueries({ queryKey: ['patient', patientId] }),
  ]);
