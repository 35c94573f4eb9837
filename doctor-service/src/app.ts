import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import type { Region } from '@hms/service-kit/phone';
import type { Visits } from './affected-appointments';
import { availabilityRoutes } from './availability-routes';
import { doctorRoutes } from './routes';
import { scheduleRoutes } from './schedule-routes';
import { newDoctor } from './schemas';
import { timeOffRoutes } from './time-off-routes';

/** What the routes rest on. */
export interface DoctorDeps extends Runtime {
  /** The booked visits, which appointment-service keeps. */
  visits: Visits;
}

export const createApp = ({ region, ...deps }: DoctorDeps & { region: Region }) =>
  createHttpApp({
    ...deps,
    description: {
      name: 'doctor-service',
      version: '0.1.0',
      port: 3003,
      summary: 'Doctors: who they are, what they practise, and when they can be booked.',
      description:
        'Keeps doctors, their weekly hours and their time off. It does not know what is booked: appointment-service does.',
      tags: {
        doctors: 'Doctors, their schedules and their time off',
        availability: 'When the doctors of a specialty can be booked',
      },
    },
    routes: [
      ...doctorRoutes(deps, newDoctor(region)),
      ...scheduleRoutes(deps),
      ...timeOffRoutes(deps),
      ...availabilityRoutes(deps.db),
    ],
  });
