import { stateForbidsCommand, type Problem } from '@hms/service-kit/problem';

export const statuses = ['pending', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow'] as const;
export type Status = (typeof statuses)[number];

/** From which states each command is possible, and the state that it leads to from there. README.md shows the same. */
export const transitions = {
  // what is held for its patient until it is confirmed
  confirm: { pending: 'booked' },
  cancel: { pending: 'cancelled', booked: 'cancelled', arrived: 'cancelled', noshow: 'cancelled' },
  reschedule: { booked: 'booked', noshow: 'booked' },
  // from noshow: the patient is late
  arrive: { booked: 'arrived', noshow: 'arrived' },
  fulfill: { arrived: 'fulfilled' },
  'no-show': { booked: 'noshow' },
  // takes back a wrong click, with a reason
  reopen: { arrived: 'booked', fulfilled: 'arrived', noshow: 'booked', cancelled: 'booked' },
} as const satisfies Record<string, Partial<Record<Status, Status>>>;
export type AppointmentCommand = keyof typeof transitions;

/** What the commands of an appointment depend on. */
export interface Standing {
  status: Status;
  /** Until when its time is held for its patient, who has still to confirm it; milliseconds since 1970. */
  heldUntil: number | null;
}

/** Returns the state that the command leads to. Throws a 409 problem that names the state and what it does allow. */
export function stateAfter(command: AppointmentCommand, standing: Standing): Status {
  const state = stateFrom(command, standing);
  if (!state) throw appointmentForbids(command, standing);
  return state;
}

/** Returns the 409 problem of a command that the state forbids; `book` and `accept` are those of a pending appointment. */
export function appointmentForbids(command: AppointmentCommand | 'book' | 'accept', standing: Standing): Problem {
  const { status, heldUntil } = standing;
  const what = heldUntil !== null && !isHeld(standing) ? 'appointment, whose hold has expired,' : 'appointment';
  const allowed = (Object.keys(transitions) as AppointmentCommand[]).filter((one) => stateFrom(one, standing));
  return stateForbidsCommand(what, status, command, allowed);
}

function stateFrom(command: AppointmentCommand, standing: Standing): Status | undefined {
  if (command === 'confirm' && !isHeld(standing)) return undefined;
  return (transitions[command] as Partial<Record<Status, Status>>)[standing.status];
}

function isHeld({ heldUntil }: Standing): boolean {
  return heldUntil !== null && heldUntil > Date.now();
}

/** Whether an appointment in this state leaves its time to others. */
export const isFree = (status: Status): boolean => status === 'cancelled' || status === 'noshow';

/** FHIR R4 appointment-cancellation-reason. */
export const cancellationCodes = [
  ...['pat', 'pat-crs', 'pat-cpp', 'pat-dec', 'pat-fb', 'pat-lt', 'pat-mt', 'pat-mv', 'pat-preg', 'pat-swl', 'pat-ucp'],
  ...['prov', 'prov-pers', 'prov-dch', 'prov-edu', 'prov-hosp', 'prov-labs', 'prov-mri', 'prov-onc'],
  ...['maint', 'meds-inc'],
  ...['other', 'oth-cms', 'oth-err', 'oth-fin', 'oth-iv', 'oth-int', 'oth-mu', 'oth-room', 'oth-oerr', 'oth-swie'],
  'oth-weath',
] as const;

export interface Cancellation {
  code: string;
  reason: string | null;
  by: string | null;
}
