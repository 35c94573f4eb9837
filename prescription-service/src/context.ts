import type { PendingContext } from '@hms/service-kit/pending';
import type { Upstreams } from './upstreams';
import type { Validity } from './prescription-store';

/** What the operations of this service work with. */
export interface PrescriptionContext extends PendingContext {
  upstreams: Upstreams;
  validity: Validity;
}
