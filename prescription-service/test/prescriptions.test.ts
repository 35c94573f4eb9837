import { randomUUID } from 'node:crypto';
import { itConforms } from '@hms/service-kit/testing/conformance';
import { someDoctor } from '@hms/service-kit/testing/issuer';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { resetsConnection } from '@hms/service-kit/testing/stub-upstream';
import { prescriptionList } from '../src/prescription-store';
import { doctorIs, idOf, startPrescriptionService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startPrescriptionService();
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

itConforms({
  served: () => harness.served,
  collection: '/prescriptions',
  newRecord: (n) => ({
    patientId: randomUUID(),
    doctorId: someDoctor,
    medication: `Quarringtonium ${n} mg`,
    dosage: { text: 'For Zebulon only' },
  }),
  patch: { expiresOn: '2027-01-31' },
  patched: { expiresOn: '2027-01-31' },
  logged: () => harness.logged(),
  personal: ['Quarringtonium', 'Zebulon', 'Blackwell'],
});

itServesEveryFilter(
  () => harness.db,
  prescriptionList,
  `insert into prescriptions (patient_id, doctor_id, medication, status)
   select gen_random_uuid(), gen_random_uuid(), json_build_object('name', 'Medication' || n), case when n % 500 = 0 then 'stopped' else 'active' end
   from generate_series(1, 20000) n`,
  'prescriptions',
  {
    id: [`${randomUUID()},${randomUUID()}`, 'prescriptions_pkey'],
    patientId: [randomUUID(), 'prescriptions_by_patient'],
    doctorId: [randomUUID(), 'prescriptions_by_doctor'],
    status: ['stopped', 'prescriptions_by_status'],
    isDispensable: [true, 'prescriptions_dispensable'],
    isNotDispensable: [true, 'prescriptions_pkey'],
    medication: ['medication777', 'prescriptions_by_medication'],
  },
);

it('takes a bare string as the name of the medication, and is good for 90 days', async () => {
  expect(await harness.prescribe({ medication: 'Amoxicillin' })).toMatchObject({
    status: 201,
    body: {
      medication: { name: 'Amoxicillin', code: null, system: null, form: null, strength: null },
      status: 'active',
      dosage: null,
      refills: 0,
      appointmentId: null,
      expiresOn: inDays(90),
      expired: false,
      doctor: { name: 'Elizabeth Blackwell', licenseNumber: 'GMC-1' },
      patientMrn: '123-456-782',
    },
  });
});

it('keeps a structured medication and dosage, and puts the dosage into words', async () => {
  const dosage = {
    ...{ dose: 1, doseUnit: 'tablet', route: 'oral', frequency: 2, period: 1, periodUnit: 'd', durationDays: 7 },
  };
  const medication = { name: 'Amoxicillin', form: 'tablet', strength: '500 mg' };
  // a draft can still be changed
  harness.doctors.behave(resetsConnection);
  const made = await harness.prescribe({ medication, dosage, quantity: 14 });
  harness.doctors.behave(doctorIs());
  expect(made).toMatchObject({
    status: 202,
    body: {
      medication,
      dosage: { ...dosage, text: '1 tablet by mouth twice a day for 7 days', asNeeded: null },
      quantity: 14,
      remainingQuantity: 14,
    },
  });
  const address = `/prescriptions/${idOf(made)}`;
  const { api } = harness.served;
  expect(await api.patch(address).send({ dosage: { frequency: 3 } })).toMatchObject({
    body: { dosage: { text: '1 tablet by mouth 3 times a day for 7 days' } },
  });
  expect(await api.patch(address).send({ dosage: { text: 'As I told you' } })).toMatchObject({
    body: { dosage: { text: 'As I told you', frequency: 3 } },
  });
  expect(await api.patch(address).send({ dosage: { frequency: 1 } })).toMatchObject({
    body: { dosage: { text: 'As I told you', frequency: 1 } },
  });
});

it('says why it is given, and something to the pharmacist, until it is checked', async () => {
  const { api } = harness.served;
  harness.doctors.behave(resetsConnection);
  const draft = await harness.prescribe({ reasons: [{ text: 'Cough' }], note: 'First' });
  harness.doctors.behave(doctorIs());
  const sinusitis = { code: '36971009', system: 'http://snomed.info/sct' };
  const changed = await api
    .patch(`/prescriptions/${idOf(draft)}`)
    .send({ reasons: [{ text: ' Sore\nthroat ' }, sinusitis], note: null });
  const reasons = [
    { text: 'Sore throat', code: null, system: null },
    { text: null, ...sinusitis },
  ];
  expect(changed).toMatchObject({ status: 200, body: { reasons, note: null } });

  const id = idOf(await harness.prescribe({ reasons: [sinusitis], note: 'No sugar' }));
  const kept = { reasons: [{ text: null, ...sinusitis }], note: 'No sugar' };
  for (const change of [{ note: 'Sugar' }, { reasons: [] }])
    expect(await api.patch(`/prescriptions/${id}`).send(change)).toMatchObject({ status: 409 });
  await expect(harness.db.query(`update prescriptions set note = 'Sugar' where id = $1`, [id])).rejects.toThrow(
    'frozen',
  );
  await api.post(`/prescriptions/${id}/hold`).send({ reason: 'Waiting' }).expect(200);
  const { body } = await api.get(`/prescriptions/${id}/history`);
  expect((body as { data: unknown[] }).data).toMatchObject([{ record: kept }, { record: kept }]);
  expect((await harness.prescribe()).body).toMatchObject({ reasons: [], note: null });
});

it.each([
  ['no text and no code', { reasons: [{}] }, '/reasons/0'],
  ['a code without its system', { reasons: [{ code: 'R05' }] }, '/reasons/0'],
  ['a system without a code', { reasons: [{ text: 'Cough', system: 'http://snomed.info/sct' }] }, '/reasons/0'],
  ['a system that is no address', { reasons: [{ code: 'R05', system: 'ICD-10' }] }, '/reasons/0/system'],
  ['too many', { reasons: Array.from({ length: 11 }, () => ({ text: 'Cough' })) }, '/reasons'],
  ['a long note', { note: 'x'.repeat(1001) }, '/note'],
])('refuses reasons and notes with %s', async (_what, more, pointer) => {
  expect(await harness.prescribe(more)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
});

it('does not turn into another medication, patient or doctor', async () => {
  const address = `/prescriptions/${idOf(await harness.prescribe({ medication: 'Ibuprofen' }))}`;
  const response = await harness.served.api.patch(address).send({ medication: 'Morphine', status: 'completed' });
  expect(response).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/medication' }, { pointer: '/status' }] },
  });
  expect(await harness.served.api.get(address)).toMatchObject({ body: { medication: { name: 'Ibuprofen' } } });
});

it('is found by patient, doctor, status and medication', async () => {
  const mine = { patientId: randomUUID(), doctorId: randomUUID() };
  const { body } = await harness.prescribe({ ...mine, medication: 'Paracétamol 500' });
  const query = `patientId=${mine.patientId}&doctorId=${mine.doctorId}&status=active&medication=paracetamol`;
  const { api } = harness.served;
  expect(await api.get(`/prescriptions?${query}`)).toMatchObject({ body: { data: [body], nextCursor: null } });
  expect(await api.get(`/prescriptions?${query}&limit=1`)).toMatchObject({ body: { nextCursor: null } });
  expect(await api.get(`/prescriptions?patientId=${mine.doctorId}`)).toMatchObject({ body: { data: [] } });
});
