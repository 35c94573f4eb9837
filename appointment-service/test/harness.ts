import { randomUUID } from 'node:crypto';
import { startJobs } from '@hms/service-kit/jobs';
import type { Database } from '@hms/service-kit/postgres';
import { storeFirst } from '@hms/service-kit/store-first';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { serve, type ServedApp } from '@hms/service-kit/testing/service';
import { answers, startStubNeighbour, type StubNeighbour } from '@hms/service-kit/testing/stub-neighbour';
import { createApp } from '../src/app';
import { constraintProblems } from '../src/appointment-store';
import { doctorClient } from '../src/doctor-client';
import { doctorLinking } from '../src/link-doctor';

export const aDoctor = {
  id: randomUUID(),
  givenName: 'Elizabeth',
  familyName: 'Blackwell',
  specialty: 'General practice',
  active: true,
  licenseNumber: 'ignored here',
};

export interface Harness {
  served: ServedApp;
  db: Database;
  doctors: StubNeighbour;
  logged: () => string;
  /** Starts what settles pending appointments; without it, they stay as a process that died leaves them. */
  startWorker: () => Promise<void>;
}

/** appointment-service with a stub for doctor-service, which may take 300 ms to answer. */
export const startAppointmentService = async (): Promise<Harness> => {
  const { log, text } = captureLogs();
  const doctors = await startStubNeighbour(answers(200, aDoctor));
  const db = await openTestDatabase('appointment-service', log, constraintProblems);
  const linking = storeFirst(db, log, doctorLinking(db, doctorClient(doctors.url, 300, log), 300));
  const served = await serve(createApp({ db, log, lifecycle: { schemaInPlace: true, stopping: false }, linking }));
  const startWorker = async () => {
    const jobs = await startJobs(db, [linking.task], log);
    atEnd(() => jobs.stop());
  };
  return { served, db, doctors, logged: text, startWorker };
};
