import { stateForbidsCommand } from '@hms/service-kit/problem';

export const statuses = ['awaiting-approval', 'approved', 'rejected'] as const;
export type RequestStatus = (typeof statuses)[number];

/** From which states each decision is possible, and the state that it leads to. */
export const transitions = {
  // by another person, who has the discount taken off the bill
  approve: { 'awaiting-approval': ['approved'] },
  reject: { 'awaiting-approval': ['rejected'] },
} as const satisfies Record<string, Partial<Record<RequestStatus, readonly RequestStatus[]>>>;

const decisions = ['approve', 'reject'] as const;
type Decision = (typeof decisions)[number];

/** Throws a 409 problem that names the state. */
export function requireUndecided(decision: Decision, status: RequestStatus): void {
  if (!(status in transitions[decision]))
    throw stateForbidsCommand('discount request', status, decision, allowedCommands(status));
}

/** Returns what a caller may have done. */
export function allowedCommands(status: RequestStatus): Decision[] {
  return decisions.filter((decision) => status in transitions[decision]);
}
