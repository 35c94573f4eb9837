import { invalidRequest, stateForbidsCommand, type Problem } from '@hms/service-kit/problem';
import { dayIn } from '@hms/service-kit/time-zone';
import { prescriptionFrozen } from './problems';

/** FHIR's MedicationRequest.status; an expired prescription keeps its state. */
export const statuses = ['draft', 'active', 'on-hold', 'completed', 'cancelled', 'stopped'] as const;
export type Status = (typeof statuses)[number];

/** What the commands of one prescription depend on. */
export interface Standing {
  status: Status;
  /** Whether the patient has got any of it. */
  dispensed: boolean;
  /** Whether nothing of it is left to be dispensed; null where no quantity is prescribed. */
  dispensedAll: boolean | null;
  /** Whether it was found fit to be active once. */
  issued: boolean;
}

interface Transition {
  from: readonly Status[];
  to: Status;
  /** The state in place of `to`, if nothing of it is left to be dispensed. */
  toIfNoneLeft?: Status;
  /** A condition beside the state. */
  when?: (standing: Standing) => boolean;
}

/** From which states each command is possible, and the state that it leads to. README.md shows the same. */
export const transitions: Record<PrescriptionCommand, Transition> = {
  hold: { from: ['active'], to: 'on-hold' },
  resume: { from: ['on-hold'], to: 'active' },
  // one that was dispensed whole goes on being taken, and can be stopped: a rash on day two
  stop: { from: ['active', 'on-hold', 'completed'], to: 'stopped' },
  // once something was dispensed it can only be stopped
  cancel: { from: ['draft', 'active', 'on-hold'], to: 'cancelled', when: ({ dispensed }) => !dispensed },
  // a wrong click; what was refused before it was ever active is prescribed anew
  reinstate: { from: ['stopped', 'cancelled'], to: 'active', toIfNoneLeft: 'completed', when: ({ issued }) => issued },
  dispense: { from: ['active'], to: 'active', toIfNoneLeft: 'completed' },
};
export type PrescriptionCommand = 'hold' | 'resume' | 'stop' | 'cancel' | 'reinstate' | 'dispense';

/** Returns the state that the command leads to. Throws a 409 problem that names the state and what it does allow. */
export function stateAfter(command: PrescriptionCommand, standing: Standing): Status {
  if (!isPossible(command, standing)) throw prescriptionForbids(command, standing);
  const { to, toIfNoneLeft = to } = transitions[command];
  return standing.dispensedAll ? toIfNoneLeft : to;
}

/** Returns the state once something was dispensed or came back: active means that something can still be dispensed. */
export function settledState(status: Status, dispensedAll: boolean | null): Status {
  if (status === 'active' && dispensedAll) return 'completed';
  return status === 'completed' && !dispensedAll ? 'active' : status;
}

/** Returns the 409 problem of what the state forbids: a command, or to prescribe, change or print it. */
export function prescriptionForbids(
  command: PrescriptionCommand | 'prescribe' | 'change' | 'print',
  standing: Standing,
): Problem {
  const allowed = (Object.keys(transitions) as PrescriptionCommand[]).filter((one) => isPossible(one, standing));
  const what = standing.dispensed ? 'prescription, of which some was dispensed,' : 'prescription';
  return stateForbidsCommand(what, standing.status, command, allowed);
}

function isPossible(command: PrescriptionCommand, standing: Standing): boolean {
  const { from, when } = transitions[command];
  return from.includes(standing.status) && (when === undefined || when(standing));
}

/** Throws a 409 problem if these fields may not change any more: what was checked and signed stays as it was. */
export function requireChangeable(standing: Standing, fields: string[]): void {
  const { status } = standing;
  if (!['draft', 'active', 'on-hold'].includes(status)) throw prescriptionForbids('change', standing);
  if (status !== 'draft' && fields.some((field) => field !== 'expiresOn')) throw prescriptionFrozen(status);
}

/** Throws a 400 problem where the last day has passed, by the hospital's calendar: it would expire before it was written. */
export const requireNotPast = (expiresOn: string | null, { timeZone }: { timeZone: string }): void => {
  const today = dayIn(timeZone);
  if (expiresOn === null || expiresOn >= today) return;
  throw invalidRequest([{ in: 'body', pointer: '/expiresOn', detail: `must not be before today, ${today}` }]);
};

/** Throws a 409 problem for one that was never active, or that the prescriber has ended. */
export function requireIssued(standing: Standing): void {
  if (!['active', 'on-hold', 'completed'].includes(standing.status)) throw prescriptionForbids('print', standing);
}

/** FHIR R4 medicationrequest-status-reason. */
export const statusReasonCodes = [
  ...['altchoice', 'clarif', 'drughigh', 'hospadm', 'labint', 'non-avail', 'preg'],
  ...['salg', 'sddi', 'sdupther', 'sintol', 'surg', 'washout'],
] as const;

/** Why a prescriber goes on in spite of a finding. FHIR has examples only; these are ours. */
export const overrideCodes = [
  'benefit-outweighs-risk',
  'tolerated-before',
  'monitored',
  'dose-adjusted',
  'no-alternative',
  'patient-informed',
  // one medicine in two strengths at once, on purpose
  'second-strength',
  'other',
] as const;
