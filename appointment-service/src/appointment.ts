import { stateForbidsCommand } from '@hms/service-kit/problem';

export const statuses = ['pending', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow'] as const;
export type Status = (typeof statuses)[number];

/** From which states each command is possible. */
const possibleFrom = {
  cancel: ['pending', 'booked'],
} as const satisfies Record<string, readonly Status[]>;
export type AppointmentCommand = keyof typeof possibleFrom;

const includes = (from: readonly Status[], status: Status) => from.includes(status);

const allowedCommands = (status: Status) =>
  Object.entries(possibleFrom).flatMap(([command, from]) => (includes(from, status) ? [command] : []));

/** Throws a 409 problem that names the state and what it does allow. */
export const requireAllowed = (command: AppointmentCommand, status: Status): void => {
  if (!includes(possibleFrom[command], status)) {
    throw stateForbidsCommand('appointment', status, command, allowedCommands(status));
  }
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
