import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import type { Region } from '@hms/service-kit/phone';
import { availabilityRoutes } from './availability-routes';
import { doctorRoutes } from './routes';
import { scheduleRoutes } from './schedule-routes';
import { newDoctor } from './schemas';
import { timeOffRoutes } from './time-off-routes';

export const createApp = ({ region, ...runtime }: Runtime & { region: Region }) =>
  createHttpApp({
    ...runtime,
    description: {
      name: 'doctor-service',
      version: '0.1.0',
      summary: 'Doctors: who they are, what they practise, and when they can be booked.',
    },
    routes: [
      ...doctorRoutes(runtime.db, newDoctor(region)),
      ...[scheduleRoutes, timeOffRoutes, availabilityRoutes].flatMap((routes) => routes(runtime.db)),
    ],
  });
