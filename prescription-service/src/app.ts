import { createHttpApp, type Lifecycle } from '@hms/service-kit/http-app';
import type { Logger } from '@hms/service-kit/logger';
import type { Database } from '@hms/service-kit/postgres';
import { prescriptionRoutes } from './routes';

export interface PrescriptionDeps {
  db: Database;
  log: Logger;
  lifecycle: Lifecycle;
}

export const createApp = (deps: PrescriptionDeps) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'prescription-service',
      version: '0.1.0',
      summary: 'Prescriptions: what a doctor ordered for a patient, and in which state the order is.',
    },
    routes: prescriptionRoutes(deps),
  });
