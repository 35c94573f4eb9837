import type { PendingContext } from '@hms/service-kit/pending';
import type { Upstreams } from './calendar';

/** What the operations of this service work with. */
export interface AppointmentContext extends PendingContext {
  upstreams: Upstreams;
}
