import { createHttpApp, type Lifecycle } from '@hms/service-kit/http-app';
import type { Logger } from '@hms/service-kit/logger';
import type { Database } from '@hms/service-kit/postgres';
import { doctorRoutes } from './routes';

export interface DoctorDeps {
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
}

export const createApp = (deps: DoctorDeps) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'doctor-service',
      version: '0.1.0',
      summary: 'Doctors: who they are, what they practise, and whether they take bookings.',
    },
    routes: doctorRoutes(deps),
  });
