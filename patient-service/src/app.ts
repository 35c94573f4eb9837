import { createHttpApp, type Lifecycle } from '@hms/service-kit/http-app';
import type { Logger } from '@hms/service-kit/logger';
import type { Database } from '@hms/service-kit/postgres';
import { patientRoutes } from './routes';

export interface PatientDeps {
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
}

export const createApp = (deps: PatientDeps) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'patient-service',
      version: '0.1.0',
      summary: 'Patient records: who a person is, how to reach them, and what they are known by elsewhere.',
    },
    routes: patientRoutes(deps),
  });
