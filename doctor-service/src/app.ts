import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import { doctorRoutes } from './routes';

export const createApp = (runtime: Runtime) =>
  createHttpApp({
    ...runtime,
    description: {
      name: 'doctor-service',
      version: '0.1.0',
      summary: 'Doctors: who they are, what they practise, and whether they take bookings.',
    },
    routes: doctorRoutes(runtime.db),
  });
