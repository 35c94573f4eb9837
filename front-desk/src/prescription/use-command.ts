import { useQueryClient } from '@tanstack/react-query';
import type { operations } from '../api/generated/prescription-service';
import { newKey } from '../api/new-key';
import { answer, prescriptions } from '../api/services';
import { useSending } from '../api/use-sending';
import type { Prescription } from '../patient/timeline';
import type { Command } from './commands';

export type ReasonCode = NonNullable<
  operations['stopPrescription']['requestBody']['content']['application/json']['code']
>;

interface Order {
  command: Command;
  code: ReasonCode | undefined;
  reason: string;
}

/** Returns what changes the state of a prescription, with the reason. */
export function useCommand({ id, patientId }: Prescription, onDone: () => void) {
  const client = useQueryClient();
  const send = useSending({
    mutationFn: ({ key, ...order }: Order & { key: string }) => command(id, key, order),
    onSuccess: onDone,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['patient', patientId] }),
        client.invalidateQueries({ queryKey: ['prescriptions'] }),
      ]),
  });
  return { ...send, send: (order: Order) => send.mutate({ ...order, key: newKey() }) };
}

function command(id: string, key: string, { command, code, reason }: Order) {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  const body = { ...(code && { code }), ...(reason !== '' && { reason }) };
  switch (command) {
    case 'hold':
      return answer(prescriptions.POST('/prescriptions/{id}/hold', { params, body }));
    case 'resume':
      return answer(prescriptions.POST('/prescriptions/{id}/resume', { params, body }));
    case 'cancel':
      return answer(prescriptions.POST('/prescriptions/{id}/cancel', { params, body }));
    case 'stop':
      return answer(prescriptions.POST('/prescriptions/{id}/stop', { params, body: { ...body, reason } }));
    case 'reinstate':
      return answer(prescriptions.POST('/prescriptions/{id}/reinstate', { params, body: { reason } }));
  }
}
