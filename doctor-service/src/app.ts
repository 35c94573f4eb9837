import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import type { Region } from '@hms/service-kit/phone';
import { doctorRoutes } from './routes';
import { newDoctor } from './schemas';

export const createApp = ({ region, ...runtime }: Runtime & { region: Region }) =>
  createHttpApp({
    ...runtime,
    description: {
      name: 'doctor-service',
      version: '0.1.0',
      summary: 'Doctors: who they are, what they practise, and whether they take bookings.',
    },
    routes: doctorRoutes(runtime.db, newDoctor(region)),
  });
