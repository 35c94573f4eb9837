import { newKey } from '../api/new-key';
import { Problem } from '../api/problem';
import { answer, appointments } from '../api/services';
import { useSending } from '../api/use-sending';
import { watchIdle } from '../shell/focus';
import { useRefresh, useShowVisit } from './commands';
import type { Appointment } from './use-calendar';
import type { Place } from './use-moving';

/** A visit as it was seen, and where it is to go. */
export interface Rescheduling {
  visit: Appointment;
  place: Place;
  /** Why it goes beside another visit, or outside the hours. */
  overbook?: string;
}

export type MoveOutcome =
  | { kind: 'moved'; from: Appointment; visit: Appointment }
  | { kind: 'waits'; visit: Appointment }
  | { kind: 'changed'; theirs: Appointment; asked: Rescheduling }
  /** `isLate`: the person does something else by now. */
  | { kind: 'refused'; error: Error; asked: Rescheduling; isLate: boolean };

interface Sent extends Rescheduling {
  key: string;
  isIdle: () => boolean;
}

async function send({ visit, place, overbook, key }: Sent): Promise<MoveOutcome> {
  const { id, version } = visit;
  try {
    const moved = await answer(
      appointments.POST('/appointments/{id}/reschedule', {
        params: { path: { id }, header: { 'Idempotency-Key': key, 'If-Match': `"${version}"` } },
        body: {
          time: new Date(place.start).toISOString(),
          ...(place.doctorId !== visit.doctorId && { doctorId: place.doctorId }),
          ...(overbook !== undefined && { overbook: { reason: overbook } }),
        },
      }),
    );
    return moved.waitingMove ? { kind: 'waits', visit: moved } : { kind: 'moved', from: visit, visit: moved };
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 412) throw error;
    const theirs = await answer(appointments.GET('/appointments/{id}', { params: { path: { id } } }));
    return { kind: 'changed', theirs, asked: { visit, place, ...(overbook !== undefined && { overbook }) } };
  }
}

/** Returns what asks the service to move a visit. What another changed since it was seen is shown, not overwritten. */
export function useReschedule(onOutcome: (outcome: MoveOutcome) => void) {
  const show = useShowVisit();
  const { mutate } = useSending({
    mutationFn: send,
    onSuccess: (outcome) => {
      if (outcome.kind === 'changed') show(outcome.theirs);
      else if (outcome.kind !== 'refused') show(outcome.visit);
      onOutcome(outcome);
    },
    onError: (error, { key: _key, isIdle, ...asked }) =>
      onOutcome({ kind: 'refused', error, asked, isLate: !isIdle() }),
    onSettled: useRefresh(),
  });
  return (asked: Rescheduling) => mutate({ ...asked, key: newKey(), isIdle: watchIdle() });
}
