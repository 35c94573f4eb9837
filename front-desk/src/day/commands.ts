import { useQueryClient } from '@tanstack/react-query';
import { newKey } from '../api/new-key';
import { answer, appointments } from '../api/services';
import { useSending } from '../api/use-sending';
import type { OperationName } from '../access/may';
import type { Appointment } from './use-calendar';

/** What is recorded of a visit by one key. */
export type Step = 'confirm' | 'arrive' | 'fulfill' | 'noshow' | 'reopen' | 'cancel';

interface StepOf {
  operation: OperationName;
  from: Appointment['status'][];
}

/** From which states each is offered; the service decides all the same. */
export const steps: Record<Step, StepOf> = {
  confirm: { operation: 'confirmAppointment', from: ['pending'] },
  arrive: { operation: 'arrive', from: ['booked', 'noshow'] },
  fulfill: { operation: 'fulfill', from: ['arrived'] },
  noshow: { operation: 'recordNoShow', from: ['booked'] },
  reopen: { operation: 'reopen', from: ['arrived', 'fulfilled', 'noshow', 'cancelled'] },
  cancel: { operation: 'cancelAppointment', from: ['pending', 'booked', 'arrived', 'noshow'] },
};

/** Whether a step is offered for a visit; what is pending waits for its patient only where its time is held for one. */
export const isOffered = (step: Step, { status, heldUntil, offeredTo }: Appointment): boolean =>
  steps[step].from.includes(status) && (step !== 'confirm' || (heldUntil !== null && offeredTo === null));

export interface Cancelling {
  code: 'pat' | 'prov' | 'other' | 'oth-err';
  by: 'patient' | 'doctor' | 'staff';
  reason: string;
}

const cancelBody = ({ code, by, reason }: Cancelling) => ({ code, by, ...(reason !== '' && { reason }) });

export type Command =
  | { step: 'confirm' | 'arrive' | 'fulfill' | 'noshow'; visit: Appointment }
  | { step: 'reopen'; visit: Appointment; reason: string }
  | { step: 'cancel'; visit: Appointment; how: Cancelling };

function send(command: Command & { key: string }): Promise<Appointment> {
  const params = { path: { id: command.visit.id }, header: { 'Idempotency-Key': command.key } };
  switch (command.step) {
    case 'confirm':
      return answer(appointments.POST('/appointments/{id}/confirm', { params }));
    case 'arrive':
      return answer(appointments.POST('/appointments/{id}/arrive', { params, body: {} }));
    case 'fulfill':
      return answer(appointments.POST('/appointments/{id}/fulfill', { params }));
    case 'noshow':
      return answer(appointments.POST('/appointments/{id}/no-show', { params }));
    case 'reopen':
      return answer(appointments.POST('/appointments/{id}/reopen', { params, body: { reason: command.reason } }));
    case 'cancel':
      return answer(appointments.POST('/appointments/{id}/cancel', { params, body: cancelBody(command.how) }));
  }
}

/** Returns what records a step; one without an answer is sent again with its key. */
export function useStep(on: { done: (command: Command, visit: Appointment) => void; refused: (error: Error) => void }) {
  const show = useShowVisit();
  const { mutate } = useSending({
    mutationFn: send,
    onSuccess: (visit, command) => {
      show(visit);
      on.done(command, visit);
    },
    onError: on.refused,
    onSettled: useRefresh(),
  });
  return (command: Command) => mutate({ ...command, key: newKey() });
}

/** Returns what puts a visit as it was answered into every calendar that shows it. */
export function useShowVisit() {
  const client = useQueryClient();
  return (visit: Appointment) =>
    client.setQueriesData<Appointment[]>({ queryKey: ['day', 'visits'] }, (visits) => {
      if (!visits) return visits;
      const others = visits.filter(({ id }) => id !== visit.id);
      return [...others, visit];
    });
}

/** Returns what has the calendar and the waiting list asked for again. */
export function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['day'] });
}
