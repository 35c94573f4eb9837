import { createHttpApp, type Runtime } from '@hms/service-kit/http-app';
import type { Region } from '@hms/service-kit/phone';
import type { AppointmentClient } from './appointment-client';
import { patientRoutes } from './routes';

interface Settings {
  region: Region;
  appointments: AppointmentClient | undefined;
}

export const createApp = ({ region, appointments, ...runtime }: Runtime & Settings) =>
  createHttpApp({
    ...runtime,
    description: {
      name: 'patient-service',
      version: '0.1.0',
      port: 3004,
      summary: 'Patient records: who a person is, how to reach them, and what they are known by elsewhere.',
      description:
        'Registers patients and finds them again, with their allergies and the identifiers they are known by elsewhere. It keeps no appointments, bills or prescriptions.',
      tags: { patients: 'Patients, their allergies and their history' },
    },
    routes: patientRoutes(runtime.db, region, appointments),
  });
