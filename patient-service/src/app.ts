import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import type { Region } from '@hms/service-kit/phone';
import { patientRoutes } from './routes';

export const createApp = ({ region, ...runtime }: Runtime & { region: Region }) =>
  createHttpApp({
    ...runtime,
    description: {
      name: 'patient-service',
      version: '0.1.0',
      summary: 'Patient records: who a person is, how to reach them, and what they are known by elsewhere.',
    },
    routes: patientRoutes(runtime.db, region),
  });
