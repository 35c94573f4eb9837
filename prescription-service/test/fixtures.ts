import { randomUUID } from 'node:crypto';
import type { Database } from '@hms/service-kit/database';
import { someDoctor } from '@hms/service-kit/testing/issuer';
import { startForTest, type ServedApp, type TestedService } from '@hms/service-kit/testing/service';
import { answers, startStubUpstream, type StubUpstream } from '@hms/service-kit/testing/stub-upstream';
import { service } from '../src/service';

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

export interface Fixture extends TestedService {
  patients: StubUpstream;
  doctors: StubUpstream;
  /** Prescribes for a new patient, or as `more` says. */
  prescribe: (more?: object) => ReturnType<ServedApp['api']['post']>;
}

/** prescription-service with stubs for its upstreams; `alone`: none is configured. */
export const startPrescriptionService = async (alone = false, more: Record<string, string> = {}): Promise<Fixture> => {
  const patients = await startStubUpstream(patientIs());
  const doctors = await startStubUpstream(doctorIs());
  const tested = await startForTest(service, {
    environment: alone ? more : { PATIENT_SERVICE_URL: patients.url, DOCTOR_SERVICE_URL: doctors.url, ...more },
  });
  const prescribe = (more: object = {}) =>
    tested.served.api
      .post('/prescriptions')
      .send({ patientId: randomUUID(), doctorId: someDoctor, medication: 'Amoxicillin 500 mg', ...more });
  return { ...tested, patients, doctors, prescribe };
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
