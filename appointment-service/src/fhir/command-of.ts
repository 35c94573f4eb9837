import { isDeepStrictEqual } from 'node:util';
import { notOneCommand, type NativeCommand } from '@hms/fhir/one-command';
import { invalidRequest } from '@hms/service-kit/problem';
import type { Asked } from './appointment-body';

const ofTime = ['start', 'minutes', 'doctorId'];
const ofCancellation = ['status', 'cancellation', 'patientStatus', 'doctorStatus'];
/** What no command changes. */
const fixed = ['id', 'patientId', 'walkIn', 'specialty', 'heldUntil', 'created', 'requestedPeriod'] as const;
/** What the server says itself, and an update need not repeat. */
const saidByServer: readonly string[] = ['id', 'specialty', 'heldUntil', 'created', 'requestedPeriod'];

/**
 * Returns the native operation that makes of an appointment what an update says; undefined where both are the same. Throws
 * problems: 400 for what never changes, 422 where it takes several operations, or one that FHIR does not say enough for.
 */
export function commandOf(before: Asked, after: Asked): NativeCommand | undefined {
  const changed = (Object.keys(after) as (keyof Asked)[]).filter(
    (name) =>
      !(after[name] === undefined && saidByServer.includes(name)) && !isDeepStrictEqual(before[name], after[name]),
  );
  if (changed.length === 0) return undefined;
  const changes = (...names: string[]) => changed.every((name) => names.includes(name));
  const broken = fixed.filter((name) => changed.includes(name));
  if (broken.length > 0)
    throw invalidRequest(
      broken.map((name) => ({ in: 'body', pointer: `/${name}`, detail: 'is not changed by an update' })),
    );

  if (changes('reason', 'confidential')) return change(changed, after);
  const comesAgain = before.status === 'noshow' && after.status === 'booked' && changed.length > 1;
  if (changes(...ofTime, ...(comesAgain ? ['status'] : []))) return move(changed, after);
  if (after.status === 'cancelled' && changed.includes('status') && changes(...ofCancellation)) return cancel(after);
  const isHeld = before.status === 'pending' && before.heldUntil !== undefined;
  if (isHeld && after.status === 'booked' && changes('status', 'patientStatus', 'doctorStatus'))
    return { operation: 'confirmAppointment', body: undefined };
  const isBack = before.status === 'cancelled' && changed.includes('status') && changes(...ofCancellation);
  if (changes('status') || isBack) return becomes(before.status, after.status);
  throw notOneCommand(
    'An update does one of these: it moves the appointment (start and end, or the practitioner), changes its reason, or changes its status alone (with cancelationReason for cancelled). Send one update for each; natively these are POST /appointments/:id/reschedule, PATCH /appointments/:id, and the commands confirm, cancel, arrive, fulfill and no-show.',
  );
}

function change(changed: string[], { reason, confidential }: Asked): NativeCommand {
  const body = {
    ...(changed.includes('reason') && { reason }),
    ...(changed.includes('confidential') && { confidential }),
  };
  return { operation: 'changeAppointment', body };
}

/** Only what is otherwise is said, since not everybody may set a length. */
function move(changed: string[], { start, minutes, doctorId }: Asked): NativeCommand {
  const body = {
    ...(changed.includes('start') && { time: new Date(start).toISOString() }),
    ...(changed.includes('doctorId') && { doctorId }),
    ...(changed.includes('minutes') && { durationMinutes: minutes }),
    ...(!changed.includes('start') && !changed.includes('doctorId') && { time: new Date(start).toISOString() }),
  };
  return { operation: 'rescheduleAppointment', body };
}

function cancel({ cancellation, patientStatus, doctorStatus }: Asked): NativeCommand {
  const by = patientStatus === 'declined' ? 'patient' : doctorStatus === 'declined' ? 'doctor' : undefined;
  const { code, reason } = cancellation ?? {};
  const body = { ...(code && { code }), ...(reason !== undefined && { reason }), ...(by && { by }) };
  return { operation: 'cancelAppointment', body };
}

function becomes(from: Asked['status'], to: Asked['status']): NativeCommand {
  const takesBack = to === 'booked' || (to === 'arrived' && from === 'fulfilled');
  if (takesBack && from !== 'pending')
    throw notOneCommand(
      `To take back ${from} needs a reason, which FHIR's Appointment has no element for. Use POST /appointments/:id/reopen.`,
    );
  switch (to) {
    case 'arrived':
      return { operation: 'arrive', body: {} };
    case 'fulfilled':
      return { operation: 'fulfill', body: undefined };
    case 'noshow':
      return { operation: 'recordNoShow', body: undefined };
    case 'booked':
      throw notOneCommand(
        'It is pending until doctor-service and patient-service have answered, and becomes booked by itself.',
      );
    default:
      throw notOneCommand(
        `No appointment here becomes ${to}. A mistake is cancelled with the code oth-err; the waiting list is POST /waitlist.`,
      );
  }
}
