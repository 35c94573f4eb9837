import { randomUUID } from 'node:crypto';
import { startJobs } from '@hms/service-kit/jobs';
import type { Database } from '@hms/service-kit/postgres';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import { storeFirst } from '@hms/service-kit/store-first';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { serve, type ServedApp } from '@hms/service-kit/testing/service';
import { answers, startStubNeighbour, type StubNeighbour } from '@hms/service-kit/testing/stub-neighbour';
import { createApp } from '../src/app';
import { doctorClient } from '../src/doctor-client';
import { patientClient } from '../src/patient-client';
import { prescribing } from '../src/prescribe';
import { constraintProblems } from '../src/prescription-store';
import { signingKeys } from '../src/signing/signing-keys';

export const allergyTo = (substance: string, more: object = {}) => ({
  id: randomUUID(),
  substance,
  code: null,
  reaction: null,
  criticality: 'high',
  status: 'active',
  ...more,
});

/** A patient-service where every patient is like this. */
export const patientIs = (more: object = {}) =>
  answers(200, {
    id: randomUUID(),
    mrn: '123-456-782',
    deceasedAt: null,
    active: true,
    allergyStatus: 'none-known',
    allergies: [],
    ...more,
  });

export const doctorIs = (more: object = {}) =>
  answers(200, { givenName: 'Elizabeth', familyName: 'Blackwell', licenseNumber: 'GMC-1', active: true, ...more });

export const nobodyThere = answers(404, { type: '/problems/not-found', detail: 'none' });

const timeLimitMs = 1000;

export interface Harness {
  served: ServedApp;
  db: Database;
  patients: StubNeighbour;
  doctors: StubNeighbour;
  logged: () => string;
  /** Prescribes for a new patient, or as `more` says. */
  prescribe: (more?: object) => ReturnType<ServedApp['api']['post']>;
  /** Starts what settles drafts; without it, they stay as a process that died leaves them. */
  startWorker: () => Promise<void>;
}

/** prescription-service with stubs for its neighbours; `alone`: none is configured. */
export const startPrescriptionService = async (alone = false): Promise<Harness> => {
  const { log, text } = captureLogs();
  const patients = await startStubNeighbour(patientIs());
  const doctors = await startStubNeighbour(doctorIs());
  const db = await openTestDatabase('prescription-service', log, constraintProblems);
  const neighbourhood = openNeighbourhood(timeLimitMs, log, Infinity);
  const neighbours = alone
    ? {}
    : {
        patients: patientClient(neighbourhood, patients.url),
        doctors: doctorClient(neighbourhood, doctors.url),
      };
  const prescriptions = storeFirst(db, log, prescribing(db, neighbours, timeLimitMs));
  const lifecycle = { schemaInPlace: true, stopping: false };
  const served = await serve(
    createApp({
      db,
      log,
      lifecycle,
      neighbourhood,
      neighbours,
      prescriptions,
      validity: { validDays: 90, timeZone: 'UTC' },
      keys: signingKeys(db, undefined),
      issuer: { name: '', address: '' },
    }),
  );
  const startWorker = async () => {
    const jobs = startJobs(db, [prescriptions.task], log);
    atEnd(() => jobs.stop());
  };
  const prescribe = (more: object = {}) =>
    served.api
      .post('/prescriptions')
      .send({ patientId: randomUUID(), doctorId: randomUUID(), medication: 'Amoxicillin 500 mg', ...more });
  return { served, db, patients, doctors, logged: text, prescribe, startWorker };
};

export const idOf = ({ body }: { body: unknown }) => (body as { id: string }).id;

/** As if everything that happened to a prescription had happened this much earlier. */
export const letTimePass = (db: Database, id: string, days: number) =>
  db.transaction(async (tx) => {
    const back = `- $2 * interval '1 day'`;
    await tx.query('alter table dispenses disable trigger dispenses_grow_only');
    await tx.query(`update dispenses set created_at = created_at ${back} where prescription_id = $1`, [id, days]);
    await tx.query('alter table dispenses enable trigger dispenses_grow_only');
    await tx.query(
      `update prescriptions set fill_opened_at = fill_opened_at ${back}, last_dispensed_at = last_dispensed_at ${back},
         taken_until = taken_until ${back}, next_refill_at = next_refill_at ${back}, ended_at = ended_at ${back}
       where id = $1`,
      [id, days],
    );
  });
