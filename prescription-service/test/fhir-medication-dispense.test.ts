import { randomUUID } from 'node:crypto';
import type { Bundle, MedicationDispense, OperationOutcome } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { allergyTo, idOf, patientIs, startPrescriptionService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPrescriptionService(false, { HMS_TIME_ZONE: 'Europe/London' });
  fhir = fhirClient(hospital.served.url);
});

const ibuprofen = { name: 'Ibuprofen 400 mg', code: 'M01AE01' };
const handedOut = async (more: object = {}, dispense: object = {}) => {
  const patientId = randomUUID();
  const order = { patientId, medication: ibuprofen, quantity: 20, quantityUnit: 'tablet', refills: 1, ...more };
  const prescriptionId = idOf(await hospital.prescribe(order));
  const path = `/prescriptions/${prescriptionId}/dispenses`;
  const answer = await hospital.served.api.post(path).send({ quantity: 20, ...dispense });
  expect(answer).toMatchObject({ status: 201 });
  return { patientId, prescriptionId, id: idOf(answer), path: `${path}/${idOf(answer)}` };
};
const read = async (id: string) => {
  const { status, resource } = await fhir.get(`/MedicationDispense/${id}`);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return resource as MedicationDispense;
};
const idsBy = async (client: FhirClient, query: string) => {
  const { status, resource } = await client.get(`/MedicationDispense?${query}`);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return ((resource as Bundle<MedicationDispense>).entry ?? []).map((entry) => entry.resource?.id);
};

test('tells what was handed out, to whom, by whom and on which prescription', async () => {
  const { id, patientId, prescriptionId } = await handedOut();
  const found = await read(id);
  expect(found).toMatchObject({
    ...{ resourceType: 'MedicationDispense', id, status: 'completed' },
    medicationCodeableConcept: {
      coding: [{ system: 'http://www.whocc.no/atc', code: 'M01AE01' }],
      text: 'Ibuprofen 400 mg',
    },
    subject: { reference: `Patient/${patientId}`, identifier: { system: 'urn:hms:mrn', value: '123-456-782' } },
    authorizingPrescription: [{ reference: `MedicationRequest/${prescriptionId}` }],
    quantity: { value: 20, unit: 'tablet', system: 'http://unitsofmeasure.org', code: '{tablet}' },
    performer: [{ actor: { display: 'tester' } }],
    whenHandedOver: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/),
  });
  expect(found).not.toHaveProperty('note');
  expect((await fhir.get(`/MedicationDispense/${id}/_history`)).status).toBe(404);
});

test('says why a fill went out early, what came back, and what the check found', async () => {
  const { id, prescriptionId, path } = await handedOut({
    dosage: { dose: 1, doseUnit: 'tablet', frequency: 1, period: 1, periodUnit: 'd' },
  });
  hospital.patients.behave(patientIs({ allergyStatus: 'not-asked' }));
  const early = await hospital.served.api
    .post(`/prescriptions/${prescriptionId}/dispenses`)
    .send({ quantity: 20, earlyReason: 'A journey' });
  hospital.patients.behave(patientIs());
  expect(early).toMatchObject({ status: 201 });
  const second = await read(idOf(early));
  expect(second.note).toEqual([{ text: 'Dispensed before it was due: A journey' }]);
  expect(second).toMatchObject({
    contained: [
      { resourceType: 'DetectedIssue', severity: 'low', code: { coding: [{ code: 'allergies-not-asked' }] } },
    ],
    detectedIssue: [{ reference: '#finding-1' }],
  });
  const before = await fhir.get(`/MedicationDispense/${id}`);
  await hospital.served.api.post(`${path}/returns`).send({ quantity: 5, cause: 'brought-back', reason: 'Too many' });
  const after = await fhir.get(`/MedicationDispense/${id}`, { 'if-none-match': before.headers.get('etag') ?? '' });
  expect(after).toMatchObject({
    status: 200,
    resource: { note: [{ text: 'Of this came back: 5 tablet' }], meta: { versionId: '2' } },
  });
  const since = (before.resource as MedicationDispense).meta?.lastUpdated ?? '';
  expect(await idsBy(fhir, `_id=${id}&_lastUpdated=gt${encodeURIComponent(since)}`)).toEqual([id]);
});

describe('create', () => {
  const prescribed = async (more: object = {}) => {
    const patientId = randomUUID();
    const order = { patientId, medication: ibuprofen, quantity: 20, quantityUnit: 'tablet', refills: 1, ...more };
    return { patientId, prescriptionId: idOf(await hospital.prescribe(order)) };
  };
  type Prescribed = Awaited<ReturnType<typeof prescribed>>;
  const dispense = ({ patientId, prescriptionId }: Prescribed, more: object = {}) => ({
    resourceType: 'MedicationDispense',
    status: 'completed',
    medicationCodeableConcept: {
      coding: [{ system: 'http://www.whocc.no/atc', code: 'M01AE01' }],
      text: 'Ibuprofen 400 mg',
    },
    subject: { reference: `Patient/${patientId}` },
    authorizingPrescription: [{ reference: `MedicationRequest/${prescriptionId}` }],
    quantity: { value: 20, unit: 'tablet', system: 'http://unitsofmeasure.org', code: '{tablet}' },
    ...more,
  });
  const create = (resource: object, headers: Record<string, string> = {}) =>
    fhir.send('POST', '/MedicationDispense', resource, headers);

  test('hands out, comes back as it was sent, and is natively a dispense; a repeat does nothing twice', async () => {
    const order = await prescribed();
    const sent = dispense(order);
    const made = await create(sent, { 'idempotency-key': order.prescriptionId });
    const { subject, ...rest } = sent;
    expect(made).toMatchObject({ status: 201, resource: rest });
    const { id = '' } = made.resource as MedicationDispense;
    expect(made.headers.get('location')).toContain(`/MedicationDispense/${id}`);
    expect(await read(id)).toEqual(made.resource);
    expect((made.resource as MedicationDispense).subject).toMatchObject(subject);
    const again = await create(sent, { 'idempotency-key': order.prescriptionId });
    expect(again).toMatchObject({ status: 201, resource: made.resource as object });
    const native = await hospital.served.api.get(`/prescriptions/${order.prescriptionId}/dispenses`);
    expect(native.body).toMatchObject({ data: [{ id, quantity: 20, by: 'tester', patientId: order.patientId }] });
  });

  test('what is too soon is refused as natively, but for a reason, and what is too much for any', async () => {
    const order = await prescribed({
      dosage: { dose: 1, doseUnit: 'tablet', frequency: 1, period: 1, periodUnit: 'd' },
    });
    expect(await create(dispense(order))).toMatchObject({ status: 201 });
    expect(await create(dispense(order))).toMatchObject({
      status: 409,
      resource: {
        issue: [{ details: { coding: [{ code: 'refill-too-soon' }] }, expression: ['MedicationDispense.quantity'] }],
      },
    });
    const note = [{ text: 'Dispensed before it was due: A journey' }];
    expect(await create(dispense(order, { note }))).toMatchObject({ status: 201, resource: { note } });
    expect(await create(dispense(order, { note }))).toMatchObject({
      status: 409,
      resource: { issue: [{ details: { coding: [{ code: expect.stringMatching(/over-dispensed|state-forbids/) }] } }] },
    });
  });

  test('what is no longer safe is refused with each finding, and nothing is handed out', async () => {
    const order = await prescribed();
    hospital.patients.behave(patientIs({ allergies: [allergyTo('Ibuprofen')] }));
    const refused = await create(dispense(order));
    hospital.patients.behave(patientIs());
    expect(refused).toMatchObject({
      status: 409,
      resource: {
        issue: [
          { details: { coding: [{ code: 'no-longer-safe' }] } },
          { details: { coding: [{ code: 'allergy-to-substance' }] } },
        ],
      },
    });
    expect(await idsBy(fhir, `prescription=${order.prescriptionId}`)).toEqual([]);
  });

  test.each([
    ['what waits to be handed out', { status: 'preparation' }, 'status'],
    ['another patient', { subject: { reference: `Patient/${randomUUID()}` } }, 'subject'],
    ['another medicine', { medicationCodeableConcept: { text: 'Ibuprofen 200 mg' } }, 'medicationCodeableConcept'],
    [
      'another code',
      { medicationCodeableConcept: { coding: [{ code: 'N02BE01' }], text: 'Ibuprofen 400 mg' } },
      'medicationCodeableConcept',
    ],
    ['another unit', { quantity: { value: 20, unit: 'ml' } }, 'quantity'],
    ['no amount', { quantity: { unit: 'tablet' } }, 'quantity'],
    ['none', { quantity: { value: 0 } }, 'quantity'],
    ['a remark', { note: [{ text: 'Take with food' }] }, 'note[0].text'],
    ['who hands it out', { performer: [{ actor: { display: 'Somebody' } }] }, 'performer'],
    ['when', { whenHandedOver: '2026-01-01T00:00:00Z' }, 'whenHandedOver'],
    ['no prescription', { authorizingPrescription: undefined }, 'authorizingPrescription'],
  ])('%s is refused by its element', async (_what, change, element) => {
    const order = await prescribed();
    const { status, resource } = await create(dispense(order, change));
    expect({ status, resource }).toMatchObject({ status: 400 });
    const { issue } = resource as OperationOutcome;
    expect(issue.flatMap(({ expression = [] }) => expression)).toContain(`MedicationDispense.${element}`);
    expect(await idsBy(fhir, `prescription=${order.prescriptionId}`)).toEqual([]);
  });

  test('a prescription that is not there is not found; who may not dispense may not do it here', async () => {
    const order = await prescribed();
    expect(await create(dispense({ ...order, prescriptionId: randomUUID() }))).toMatchObject({ status: 404 });
    for (const roles of [['nurse'], ['doctor'], ['patient']]) {
      const client = fhirClient(hospital.served.url, { roles, patient_id: order.patientId });
      expect(await client.send('POST', '/MedicationDispense', dispense(order))).toMatchObject({ status: 403 });
    }
  });
});

describe('search', () => {
  let one: Awaited<ReturnType<typeof handedOut>>;
  let other: typeof one;
  beforeAll(async () => {
    one = await handedOut();
    other = await handedOut({ medication: 'Crème hydratante', patientId: one.patientId });
    // 00:30 in London on the day when its clocks go back; the day there has 25 hours
    await hospital.run(
      `alter table dispenses disable trigger dispenses_grow_only;
       update dispenses set created_at = '2026-10-24T23:30:00Z' where id = '${other.id}';
       alter table dispenses enable trigger dispenses_grow_only;`,
    );
  });

  test.each([
    ['', ['other', 'one']],
    ['subject=PATIENT', ['other', 'one']],
    ['subject=Patient/NOBODY', []],
    ['prescription=MedicationRequest/PRESCRIPTION', ['one']],
    ['prescription=NOBODY', []],
    ['status=completed', ['other', 'one']],
    ['status=stopped', []],
    ['status:not=completed', []],
    ['whenhandedover=2026-10-25', ['other']],
    ['whenhandedover=2026-10-24', []],
    ['whenhandedover=2026-10-25T00:30:00%2B01:00', ['other']],
    ['whenhandedover=gt2026-10-25', ['one']],
    ['code=http://www.whocc.no/atc|M01AE01', ['one']],
    ['code=N02BE01', []],
    ['code:text=creme', ['other']],
    ['_sort=whenhandedover', ['other', 'one']],
  ])('%s', async (query, expected) => {
    const asked = query
      .replace('PATIENT', one.patientId)
      .replace('PRESCRIPTION', one.prescriptionId)
      .replace('NOBODY', randomUUID());
    const names = new Map([
      [one.id, 'one'],
      [other.id, 'other'],
    ]);
    const found = await idsBy(fhir, `patient=${one.patientId}${asked && `&${asked}`}`);
    expect(found.map((id) => names.get(id ?? ''))).toEqual(expected);
  });

  test.each(['performer=Practitioner/1', 'status=gone', 'prescription=Patient/1'])('%s is refused', async (query) => {
    expect(await fhir.get(`/MedicationDispense?${query}`)).toMatchObject({ status: 400 });
  });
});

test('a patient lists and reads their own, and finds no other by any door', async () => {
  const [own, other] = [await handedOut(), await handedOut()];
  const patient = fhirClient(hospital.served.url, { roles: ['patient'], patient_id: own.patientId });
  expect(await idsBy(patient, '')).toEqual([own.id]);
  expect(await idsBy(patient, `patient=${own.patientId}`)).toEqual([own.id]);
  expect(await idsBy(patient, `subject=Patient/${other.patientId}`)).toEqual([]);
  expect(await idsBy(patient, `prescription=${other.prescriptionId}`)).toEqual([]);
  expect(await idsBy(patient, `_id=${other.id}`)).toEqual([]);
  expect(await patient.get(`/MedicationDispense/${own.id}`)).toMatchObject({ status: 200 });
  for (const id of [other.id, randomUUID()])
    expect(await patient.get(`/MedicationDispense/${id}`)).toMatchObject({
      status: 404,
      resource: { issue: [{ details: { text: `There is no dispense with the id ${id}.` } }] },
    });
  const receptionist = fhirClient(hospital.served.url, { roles: ['receptionist'] });
  expect(await receptionist.get(`/MedicationDispense/${own.id}`)).toMatchObject({ status: 403 });
});

test('a search by patient uses the indexes', async () => {
  await hospital.run(
    `insert into prescriptions (patient_id, doctor_id, medication, status, quantity, safety)
     select gen_random_uuid(), gen_random_uuid(), '{"name": "Aspirin"}', 'active', 10, '{}' from generate_series(1, 5000);
     insert into dispenses (prescription_id, patient_id, quantity, dispensed_by, safety)
     select id, patient_id, 1, 'somebody', '{}' from prescriptions where medication ->> 'name' = 'Aspirin'; analyze;`,
  );
  const rows = await hospital.db.query<{ 'QUERY PLAN': string }>(
    `explain select row_to_json(v) from (
       select d.*, p.medication from dispenses_view d join prescriptions p on p.id = d."prescriptionId"
     ) v where v."patientId" = $1::uuid order by v.id desc limit 51`,
    [randomUUID()],
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('dispenses_by_patient');
  expect(plan).toContain('prescriptions_pkey');
});
