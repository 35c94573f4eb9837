import type { Logger } from '@hms/service-kit/logger';
import type { Database } from '@hms/service-kit/postgres';
import { storeFirst, type StoreFirst } from '@hms/service-kit/store-first';
import { booking } from './book-appointment';
import type { Neighbours } from './calendar';
import { rescheduling, type Rescheduling } from './reschedule-appointment';
import { confirming } from './waitlist/accept-offer';
import { joining } from './waitlist/join-waitlist';

/** The commands that an upstream has a say in, each with the job that settles it later. */
export interface PendingCommands {
  bookings: StoreFirst;
  rescheduling: Rescheduling;
  joins: StoreFirst;
  confirmations: StoreFirst;
}

interface Context {
  db: Database;
  log: Logger;
  neighbours: Neighbours;
  upstreamTimeoutMs: number;
}

export const pendingCommands = ({ db, log, neighbours, upstreamTimeoutMs: limitMs }: Context): PendingCommands => ({
  bookings: storeFirst(db, log, booking(db, neighbours, limitMs)),
  rescheduling: rescheduling(db, neighbours),
  joins: storeFirst(db, log, joining(db, neighbours, limitMs)),
  confirmations: storeFirst(db, log, confirming(db, neighbours, limitMs)),
});
