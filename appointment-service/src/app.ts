import { createHttpApp, type Lifecycle } from '@hms/service-kit/http-app';
import type { Logger } from '@hms/service-kit/logger';
import type { Database } from '@hms/service-kit/postgres';
import type { StoreFirst } from '@hms/service-kit/store-first';
import { appointmentRoutes } from './routes';

export interface AppointmentDeps {
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
  /** See link-doctor.ts. */
  linking: StoreFirst;
}

export const createApp = (deps: AppointmentDeps) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'appointment-service',
      version: '0.1.0',
      summary: 'Appointments: who sees whom, and when; never two at once.',
    },
    routes: appointmentRoutes(deps),
  });
