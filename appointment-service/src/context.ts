import type { PendingContext } from '@hms/service-kit/pending';
import type { Neighbours } from './calendar';

/** What the operations of this service work with. */
export interface AppointmentContext extends PendingContext {
  neighbours: Neighbours;
}
