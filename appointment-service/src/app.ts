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
      port: 3001,
      summary: 'Appointments: who sees whom, and when; never two at once.',
      description:
        'Books, moves and cancels appointments, finds free times, and keeps the waiting list. It does not know who works when: doctor-service does; nor who a patient is: patient-service does.',
      tags: {
        appointments: 'Booked times of patients with doctors',
        slots: 'Free times that can be booked',
        waitlist: 'Patients who wait for a time',
      },
    },
    settling: settlingTasks(deps),
    routes: [...appointmentRoutes(deps), ...waitlistRoutes(deps)],
  });
