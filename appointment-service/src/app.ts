import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import { settlingTasks } from './pending-commands';
import { appointmentRoutes, type AppointmentDeps } from './routes';
import { waitlistRoutes } from './waitlist/routes';

export const createApp = (deps: AppointmentDeps & Runtime) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'appointment-service',
      version: '0.1.0',
      summary: 'Appointments: who sees whom, and when; never two at once.',
    },
    settling: settlingTasks(deps),
    routes: [...appointmentRoutes(deps), ...waitlistRoutes(deps)],
  });
