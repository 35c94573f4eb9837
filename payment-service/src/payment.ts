import { stateForbidsCommand } from '@hms/service-kit/problem';

export const statuses = ['processing', 'completed', 'failed'] as const;
export type PaymentStatus = (typeof statuses)[number];

/** From which states each command is possible, and the states that it may lead to. */
export const transitions = {
  // by the response of billing-service, never by a caller
  complete: { processing: ['completed'] },
  fail: { processing: ['failed'] },
  // the refund is a record of its own
  refund: { completed: ['completed'] },
} as const satisfies Record<string, Partial<Record<PaymentStatus, readonly PaymentStatus[]>>>;

/** Whether billing-service has still to say what becomes of the payment. A completed or failed one stays so for good. */
export function isProcessing(status: PaymentStatus): boolean {
  return status in transitions.complete;
}

/** Throws a 409 problem that names the state. */
export function requireRefundable(status: PaymentStatus): void {
  if (!(status in transitions.refund)) throw stateForbidsCommand('payment', status, 'refund', allowedCommands(status));
}

/** Returns what a caller may have done. */
export function allowedCommands(status: PaymentStatus): string[] {
  return status in transitions.refund ? ['refund'] : [];
}
