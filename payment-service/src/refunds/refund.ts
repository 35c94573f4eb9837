import type { PaymentStatus } from '../payment';

/** A refund goes through the same states as a payment. */
export type RefundStatus = PaymentStatus;

/** From which states each step is possible, and the state that it leads to: by the response of billing-service, never by a caller. */
export const transitions = {
  complete: { processing: ['completed'] },
  fail: { processing: ['failed'] },
} as const satisfies Record<string, Partial<Record<RefundStatus, readonly RefundStatus[]>>>;

/** Whether billing-service has still to say what becomes of the refund. A completed or failed one stays so for good. */
export function isProcessing(status: RefundStatus): boolean {
  return status in transitions.complete;
}
