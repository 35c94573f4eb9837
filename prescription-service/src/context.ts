import type { PendingContext } from '@hms/service-kit/pending';
import type { Neighbours } from './neighbours';
import type { Validity } from './prescription-store';

/** What the operations of this service work with. */
export interface PrescriptionContext extends PendingContext {
  neighbours: Neighbours;
  validity: Validity;
}
