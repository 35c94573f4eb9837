import { stateForbidsCommand } from '@hms/service-kit/problem';

export const statuses = ['awaiting-approval', 'processing', 'completed', 'failed', 'rejected'] as const;
export type RefundStatus = (typeof statuses)[number];

/** From which states each step is possible, and the state that it leads to. */
export const transitions = {
  // by another person
  approve: { 'awaiting-approval': ['processing'] },
  reject: { 'awaiting-approval': ['rejected'] },
  // by the response of billing-service, never by a caller
  complete: { processing: ['completed'] },
  fail: { processing: ['failed'] },
} as const satisfies Record<string, Partial<Record<RefundStatus, readonly RefundStatus[]>>>;

const decisions = ['approve', 'reject'] as const;
type Decision = (typeof decisions)[number];

/** Whether billing-service has still to say what becomes of the refund. */
export function isProcessing(status: RefundStatus): boolean {
  return status in transitions.complete;
}

/** Throws a 409 problem that names the state. */
export function requireUndecided(decision: Decision, status: RefundStatus): void {
  if (!(status in transitions[decision]))
    throw stateForbidsCommand('refund', status, decision, allowedCommands(status));
}

/** Returns what a caller may have done. */
export function allowedCommands(status: RefundStatus): Decision[] {
  return decisions.filter((decision) => status in transitions[decision]);
}
