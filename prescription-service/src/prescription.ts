import { stateForbidsCommand } from '@hms/service-kit/problem';
import { prescriptionFrozen } from './problems';

/** FHIR's MedicationRequest.status; an expired prescription keeps its state. */
export const statuses = ['draft', 'active', 'on-hold', 'completed', 'cancelled', 'stopped'] as const;
export type Status = (typeof statuses)[number];

/** What the commands of one prescription depend on. */
export interface Standing {
  status: Status;
  /** Whether any of it has been dispensed. */
  dispensed: boolean;
}

/** From which states each command is possible, and the state that it leads to. */
const transitions = {
  hold: { from: ['active'], to: 'on-hold' },
  resume: { from: ['on-hold'], to: 'active' },
  stop: { from: ['active', 'on-hold'], to: 'stopped' },
  // once something was dispensed it can only be stopped
  cancel: { from: ['draft', 'active', 'on-hold'], to: 'cancelled', undispensed: true },
  dispense: { from: ['active'], to: 'active' },
} as const satisfies Record<string, { from: readonly Status[]; to: Status; undispensed?: true }>;
export type PrescriptionCommand = keyof typeof transitions;

const isPossible = (command: PrescriptionCommand, { status, dispensed }: Standing) => {
  const transition = transitions[command];
  return (transition.from as readonly Status[]).includes(status) && !(dispensed && 'undispensed' in transition);
};

const allowedCommands = (standing: Standing) =>
  (Object.keys(transitions) as PrescriptionCommand[]).filter((command) => isPossible(command, standing));

/** The state that the command leads to. Throws a 409 problem that names the state and what it does allow. */
export const stateAfter = (command: PrescriptionCommand, standing: Standing): Status => {
  if (!isPossible(command, standing)) {
    const state = standing.dispensed ? `${standing.status} and dispensed in part or whole` : standing.status;
    throw stateForbidsCommand('prescription', state, command, allowedCommands(standing));
  }
  return transitions[command].to;
};

/** Throws a 409 problem where these fields may not change any more: what was checked and signed stays as it was. */
export const requireChangeable = ({ status }: Standing, fields: string[]): void => {
  if (!['draft', 'active', 'on-hold'].includes(status)) throw stateForbidsCommand('prescription', status, 'change', []);
  if (status !== 'draft' && fields.some((field) => field !== 'expiresOn')) throw prescriptionFrozen(status);
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
  'other',
] as const;
