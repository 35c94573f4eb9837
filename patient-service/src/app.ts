import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import { patientRoutes } from './routes';

export const createApp = (runtime: Runtime) =>
  createHttpApp({
    ...runtime,
    description: {
      name: 'patient-service',
      version: '0.1.0',
      summary: 'Patient records: who a person is, how to reach them, and what they are known by elsewhere.',
    },
    routes: patientRoutes(runtime.db),
  });
