import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import { availabilityRoutes } from './availability-routes';
import { doctorRoutes } from './routes';
import { scheduleRoutes } from './schedule-routes';
import { timeOffRoutes } from './time-off-routes';

export const createApp = (runtime: Runtime) =>
  createHttpApp({
    ...runtime,
    description: {
      name: 'doctor-service',
      version: '0.1.0',
      summary: 'Doctors: who they are, what they practise, and when they can be booked.',
    },
    routes: [doctorRoutes, scheduleRoutes, timeOffRoutes, availabilityRoutes].flatMap((routes) => routes(runtime.db)),
  });
