import type { ApprovalLimits } from '@hms/service-kit/approval';
import type { PendingContext } from '@hms/service-kit/pending';
import type { BillingClient } from './billing-client';

/** What the operations of this service work with. */
export interface PaymentContext extends PendingContext {
  billing: BillingClient;
  /** ISO 4217; of deposits that name none, and assumed of payments until billing-service says their bill's. */
  currency: string;
  /** Refunds above need a second person. */
  approvalLimits: ApprovalLimits;
}
