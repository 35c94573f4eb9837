import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import { prescriptionRoutes } from './routes';

export const createApp = (runtime: Runtime) =>
  createHttpApp({
    ...runtime,
    description: {
      name: 'prescription-service',
      version: '0.1.0',
      summary: 'Prescriptions: what a doctor ordered for a patient, and in which state the order is.',
    },
    routes: prescriptionRoutes(runtime.db),
  });
