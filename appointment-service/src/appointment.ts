import { stateForbidsCommand } from '@hms/service-kit/problem';

export const statuses = ['pending', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow'] as const;
export type Status = (typeof statuses)[number];

/** From which states each command is possible, and the state that it leads to. */
const transitions = {
  cancel: { from: ['pending', 'booked', 'arrived'], to: 'cancelled' },
  reschedule: { from: ['booked'], to: 'booked' },
  arrive: { from: ['booked'], to: 'arrived' },
  fulfill: { from: ['arrived'], to: 'fulfilled' },
  'no-show': { from: ['booked'], to: 'noshow' },
} as const satisfies Record<string, { from: readonly Status[]; to: Status }>;
export type AppointmentCommand = keyof typeof transitions;

const isPossible = (command: AppointmentCommand, status: Status) =>
  (transitions[command].from as readonly Status[]).includes(status);

const allowedCommands = (status: Status) =>
  (Object.keys(transitions) as AppointmentCommand[]).filter((command) => isPossible(command, status));

/** The state that the command leads to. Throws a 409 problem that names the state and what it does allow. */
export const stateAfter = (command: AppointmentCommand, status: Status): Status => {
  if (!isPossible(command, status)) {
    throw stateForbidsCommand('appointment', status, command, allowedCommands(status));
  }
  return transitions[command].to;
};

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
