import { invalidRequest, stateForbidsCommand } from '@hms/service-kit/problem';
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
  /** A condition beside the state. */
  when?: (standing: Standing) => boolean;
}

/** From which states each command is possible, and the state that it leads to. */
const transitions = {
  hold: { from: ['active'], to: 'on-hold' },
  resume: { from: ['on-hold'], to: 'active' },
  // one that was dispensed whole goes on being taken, and can be stopped: a rash on day two
  stop: { from: ['active', 'on-hold', 'completed'], to: 'stopped' },
  // once something was dispensed it can only be stopped
  cancel: { from: ['draft', 'active', 'on-hold'], to: 'cancelled', when: ({ dispensed }) => !dispensed },
  // a wrong click; what was refused before it was ever active is prescribed anew
  reinstate: { from: ['stopped', 'cancelled'], to: 'active', when: ({ issued }) => issued },
  dispense: { from: ['active'], to: 'active' },
} as const satisfies Record<string, Transition>;
export type PrescriptionCommand = keyof typeof transitions;

const isPossible = (command: PrescriptionCommand, standing: Standing) => {
  const { from, when }: Transition = transitions[command];
  return from.includes(standing.status) && (when === undefined || when(standing));
};

const allowedCommands = (standing: Standing) =>
  (Object.keys(transitions) as PrescriptionCommand[]).filter((command) => isPossible(command, standing));

/**
 * Returns the state that the command leads to; of one of which nothing is left to dispense, completed in place of active.
 * Throws a 409 problem that names the state and what it does allow.
 */
export const stateAfter = (command: PrescriptionCommand, standing: Standing): Status => {
  if (!isPossible(command, standing)) {
    const what = standing.dispensed ? 'prescription, of which some was dispensed,' : 'prescription';
    throw stateForbidsCommand(what, standing.status, command, allowedCommands(standing));
  }
  return settledState(transitions[command].to, standing.dispensedAll);
};

/** Active means that something can still be dispensed. */
export const settledState = (status: Status, dispensedAll: boolean | null): Status => {
  if (status === 'active' && dispensedAll) return 'completed';
  return status === 'completed' && !dispensedAll ? 'active' : status;
};

/** Throws a 409 problem where these fields may not change any more: what was checked and signed stays as it was. */
export const requireChangeable = ({ status }: Standing, fields: string[]): void => {
  if (!['draft', 'active', 'on-hold'].includes(status)) throw stateForbidsCommand('prescription', status, 'change', []);
  if (status !== 'draft' && fields.some((field) => field !== 'expiresOn')) throw prescriptionFrozen(status);
};

/** Throws a 400 problem where the last day has passed, by the hospital's calendar: it would expire before it was written. */
export const requireNotPast = (expiresOn: string | null, { timeZone }: { timeZone: string }): void => {
  const today = dayIn(timeZone);
  if (expiresOn === null || expiresOn >= today) return;
  throw invalidRequest([{ in: 'body', pointer: '/expiresOn', detail: `must not lie before today, ${today}` }]);
};

/** Throws a 409 problem for one that was never active, or that the prescriber has ended. */
export const requireIssued = (status: Status): void => {
  if (!['active', 'on-hold', 'completed'].includes(status))
    throw stateForbidsCommand('prescription', status, 'print', []);
};

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
