import { randomUUID } from 'node:crypto';
import type { Database } from '@hms/service-kit/postgres';
import { itConforms } from '@hms/service-kit/testing/conformance';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { serve, type ServedApp } from '@hms/service-kit/testing/service';
import { createApp } from '../src/app';
import { prescriptionList } from '../src/prescription-store';

let served: ServedApp;
let db: Database;
const logs = captureLogs();
const patientId = randomUUID();
const doctorId = randomUUID();

beforeAll(async () => {
  db = await openTestDatabase('prescription-service', logs.log);
  served = await serve(createApp({ db, log: logs.log, lifecycle: { schemaInPlace: true, stopping: false } }));
});

itConforms({
  served: () => served,
  collection: '/prescriptions',
  newRecord: (n) => ({
    patientId,
    doctorId,
    medication: `Quarringtonium ${n} mg`,
    dosage: { text: 'For Zebulon only' },
  }),
  patch: { refills: 3, quantity: 2.5, expiresOn: '2027-01-31' },
  patched: { refills: 3, quantity: 2.5, expiresOn: '2027-01-31' },
  logged: logs.text,
  personal: ['Quarringtonium', 'Zebulon'],
});

itServesEveryFilter(
  () => db,
  prescriptionList,
  `insert into prescriptions (patient_id, doctor_id, medication, status)
   select gen_random_uuid(), gen_random_uuid(), json_build_object('name', 'Medication' || n), case when n % 500 = 0 then 'stopped' else 'active' end
   from generate_series(1, 20000) n`,
  'prescriptions',
  {
    patientId: [randomUUID(), 'prescriptions_by_patient'],
    doctorId: [randomUUID(), 'prescriptions_by_doctor'],
    status: ['stopped', 'prescriptions_by_status'],
    medication: ['medication777', 'prescriptions_by_medication'],
  },
);

it('takes a bare string as the name of the medication', async () => {
  const response = await served.api.post('/prescriptions').send({ patientId, doctorId, medication: 'Amoxicillin' });
  expect(response).toMatchObject({
    status: 201,
    body: {
      medication: { name: 'Amoxicillin', code: null, system: null, form: null, strength: null },
      status: 'active',
      dosage: null,
      refills: 0,
      appointmentId: null,
    },
  });
});

it('keeps a structured medication and dosage as they were given', async () => {
  const dosage = {
    dose: 1,
    doseUnit: 'tablet',
    route: 'oral',
    frequency: 2,
    period: 1,
    periodUnit: 'd',
    durationDays: 7,
  };
  const medication = { name: 'Amoxicillin', form: 'tablet', strength: '500 mg' };
  expect(
    await served.api.post('/prescriptions').send({ patientId, doctorId, medication, dosage, quantity: 14 }),
  ).toMatchObject({
    status: 201,
    body: { medication, dosage: { ...dosage, text: null, asNeeded: null }, quantity: 14 },
  });
});

it('does not turn into another medication, patient or doctor', async () => {
  const { body } = await served.api.post('/prescriptions').send({ patientId, doctorId, medication: 'Ibuprofen' });
  const address = `/prescriptions/${(body as { id: string }).id}`;
  const response = await served.api.patch(address).send({ medication: 'Morphine', status: 'completed' });
  expect(response).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/medication' }, { pointer: '/status' }] },
  });
  expect(await served.api.get(address)).toMatchObject({ body: { medication: { name: 'Ibuprofen' }, version: 1 } });
});

it('is found by patient, doctor, status and medication', async () => {
  const mine = { patientId: randomUUID(), doctorId: randomUUID() };
  const { body } = await served.api.post('/prescriptions').send({ ...mine, medication: 'Paracétamol 500' });
  const query = `patientId=${mine.patientId}&doctorId=${mine.doctorId}&status=active&medication=paracetamol`;
  expect(await served.api.get(`/prescriptions?${query}`)).toMatchObject({ body: { data: [body], nextCursor: null } });
  expect(await served.api.get(`/prescriptions?${query}&limit=1`)).toMatchObject({ body: { nextCursor: null } });
  expect(await served.api.get(`/prescriptions?patientId=${mine.doctorId}`)).toMatchObject({ body: { data: [] } });
});
