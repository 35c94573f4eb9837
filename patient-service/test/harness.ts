import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import type { Region } from '@hms/service-kit/phone';
import type { Database } from '@hms/service-kit/postgres';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { serve, type ServedApp } from '@hms/service-kit/testing/service';
import { appointmentClient } from '../src/appointment-client';
import { createApp } from '../src/app';
import { constraintProblems } from '../src/patient-store';

export interface Registered {
  id: string;
  mrn: string;
  version: number;
}

export interface Harness {
  served: ServedApp;
  db: Database;
  logged: () => string;
  /** Registers somebody, also one who looks like another. */
  register: (patient: object) => Promise<Registered>;
  /** The ids that a query finds, in order. */
  find: (query: Record<string, string>) => Promise<string[]>;
}

/** patient-service in a hospital in Britain, unless said otherwise; alone, unless there is an appointment-service. */
export const startPatientService = async ({
  region = 'GB',
  appointmentsAt,
}: { region?: Region; appointmentsAt?: string } = {}): Promise<Harness> => {
  const { log, text } = captureLogs();
  const db = await openTestDatabase('patient-service', log, constraintProblems);
  const lifecycle = { schemaInPlace: true, stopping: false };
  const neighbourhood = openNeighbourhood(1000, log, Infinity);
  const appointments = appointmentsAt === undefined ? undefined : appointmentClient(neighbourhood, appointmentsAt);
  const served = await serve(createApp({ db, log, lifecycle, neighbourhood, region, appointments }));
  return {
    served,
    db,
    logged: text,
    register: async (patient) => {
      const response = await served.api.post('/patients?allowDuplicate=true').send(patient);
      expect(response).toMatchObject({ status: 201 });
      return response.body as Registered;
    },
    find: async (query) => {
      const response = await served.api.get(`/patients?${new URLSearchParams(query).toString()}`);
      expect(response).toMatchObject({ status: 200 });
      return (response.body as { data: { id: string }[] }).data.map(({ id }) => id);
    },
  };
};
