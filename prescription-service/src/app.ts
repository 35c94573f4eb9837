import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import { dispensingRoutes } from './dispensing/routes';
import { prescriptionRoutes, type PrescriptionDeps } from './routes';

export const createApp = (deps: PrescriptionDeps & Runtime) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'prescription-service',
      version: '0.1.0',
      summary: 'Prescriptions: what a doctor ordered for a patient, whether it is safe, and what of it was dispensed.',
    },
    routes: [...prescriptionRoutes(deps), ...dispensingRoutes(deps)],
  });
