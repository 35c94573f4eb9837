import { randomUUID } from 'node:crypto';
import { someDoctor } from '@hms/service-kit/testing/issuer';
import { isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import type { Bundle, MedicationRequest, OperationOutcome } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { allergyTo, idOf, nobodyThere, patientIs, startPrescriptionService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPrescriptionService(false, { HMS_TIME_ZONE: 'Europe/London' });
  fhir = fhirClient(hospital.served.url);
});

const ucum = 'http://unitsofmeasure.org';
const milligrams = (value: number) => ({ value, unit: 'mg', system: ucum, code: 'mg' });
const oral = {
  coding: [{ system: 'http://snomed.info/sct', code: '26643006', display: 'Oral route' }],
  text: 'oral',
};

const contained = {
  resourceType: 'Medication' as const,
  id: 'med',
  code: { coding: [{ system: 'http://www.whocc.no/atc', code: 'J01CA04' }], text: 'Amoxicillin 500 mg' },
};

const amoxicillin = (more: object = {}): MedicationRequest => ({
  resourceType: 'MedicationRequest',
  status: 'active',
  intent: 'order',
  medicationCodeableConcept: {
    coding: [{ system: 'http://www.whocc.no/atc', code: 'J01CA04' }],
    text: 'Amoxicillin 500 mg',
  },
  subject: { reference: `Patient/${randomUUID()}` },
  supportingInformation: [{ reference: `Appointment/${randomUUID()}` }],
  requester: { reference: `Practitioner/${someDoctor}` },
  reasonCode: [
    { coding: [{ system: 'http://snomed.info/sct', code: '65363002' }], text: 'Otitis media' },
    { text: 'Fever' },
    { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'R50.9' }] },
  ],
  note: [{ text: 'Suspension, please:\nshe cannot swallow tablets.' }],
  dosageInstruction: [
    {
      text: '500 mg by mouth 3 times a day for 7 days',
      timing: {
        repeat: {
          boundsDuration: { value: 7, unit: 'day', system: ucum, code: 'd' },
          frequency: 3,
          period: 1,
          periodUnit: 'd',
        },
      },
      asNeededBoolean: false,
      route: oral,
      doseAndRate: [{ doseQuantity: milligrams(500) }],
      maxDosePerPeriod: {
        numerator: milligrams(3000),
        denominator: { value: 24, unit: 'h', system: ucum, code: 'h' },
      },
    },
  ],
  dispenseRequest: {
    validityPeriod: { end: '2099-03-01' },
    numberOfRepeatsAllowed: 2,
    quantity: { value: 21, unit: 'tablet', system: ucum, code: '{tablet}' },
  },
  ...more,
});

const create = async (request: MedicationRequest): Promise<MedicationRequest> => {
  const { status, resource } = await fhir.send('POST', '/MedicationRequest', request);
  expect({ status, resource }).toMatchObject({ status: 201 });
  return resource as MedicationRequest;
};
const read = async (id: string) => (await fhir.get(`/MedicationRequest/${id}`)).resource as MedicationRequest;

test('what is prescribed comes back equal, with who, when and which version', async () => {
  const given = amoxicillin();
  const { id = '', meta, authoredOn, subject, requester, ...rest } = await create(given);
  const { subject: _whom, requester: _who, ...expected } = given;
  expect(rest).toEqual(expected);
  expect(subject).toEqual({ ...given.subject, identifier: { system: 'urn:hms:mrn', value: '123-456-782' } });
  expect(requester).toMatchObject({ ...given.requester, display: 'Elizabeth Blackwell' });
  expect(authoredOn).toMatch(/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/);
  expect(await read(id)).toEqual({ ...rest, id, meta, authoredOn, subject, requester });
  const native = await hospital.served.api.get(`/prescriptions/${id}`);
  expect(native.body).toMatchObject({
    medication: { name: 'Amoxicillin 500 mg', code: 'J01CA04', system: null },
    dosage: { dose: 500, doseUnit: 'mg', frequency: 3, period: 1, periodUnit: 'd', route: 'oral', maxPerDay: 3000 },
    ...{ quantity: 21, quantityUnit: 'tablet', refills: 2, expiresOn: '2099-03-01', status: 'active' },
    reasons: [
      { text: 'Otitis media', code: '65363002', system: 'http://snomed.info/sct' },
      { text: 'Fever', code: null, system: null },
      { text: null, code: 'R50.9', system: 'http://hl7.org/fhir/sid/icd-10' },
    ],
    note: 'Suspension, please:\nshe cannot swallow tablets.',
  });
});

test('a changing dose is a dosage for each step, and comes back equal', async () => {
  const step = (dose: number, days?: number) => ({
    timing: {
      repeat: {
        ...(days !== undefined && { boundsDuration: { value: days, unit: 'day', system: ucum, code: 'd' } }),
        ...{ frequency: 1, period: 1, periodUnit: 'd' as const },
      },
    },
    route: oral,
    doseAndRate: [{ doseQuantity: milligrams(dose) }],
  });
  const dosageInstruction = [
    { sequence: 1, patientInstruction: 'With breakfast: first 40 mg, then 20 mg', ...step(40, 7) },
    { sequence: 2, ...step(20) },
  ];
  const { id = '', ...made } = await create(amoxicillin({ dosageInstruction }));
  expect(made.dosageInstruction).toEqual([
    { ...dosageInstruction[0], text: '40 mg by mouth once a day for 7 days' },
    { ...dosageInstruction[1], text: '20 mg once a day' },
  ]);
  const native = await hospital.served.api.get(`/prescriptions/${id}`);
  expect(native.body).toMatchObject({ dosage: { text: 'With breakfast: first 40 mg, then 20 mg' } });
  const again = await create(amoxicillin({ dosageInstruction: made.dosageInstruction }));
  expect(again.dosageInstruction).toEqual(made.dosageInstruction);
});

test.each([
  [
    'a range',
    { dose: 1, doseMax: 2, doseUnit: 'tablets' },
    { doseRange: { low: { value: 1, code: '{tablet}' }, high: { value: 2 } } },
  ],
  ['micrograms', { dose: 100, doseUnit: 'mcg' }, { doseQuantity: { value: 100, unit: 'mcg', code: 'ug' } }],
  ['international units', { dose: 5000, doseUnit: 'IU' }, { doseQuantity: { unit: 'IU', code: '[iU]' } }],
  ['units of nobody knows what', { dose: 10, doseUnit: 'units' }, { doseQuantity: { unit: 'units', code: '{unit}' } }],
  ['by weight', { dose: 15, doseUnit: 'mg/kg' }, { doseQuantity: { code: 'mg/kg' } }],
  ['millilitres', { dose: 2.5, doseUnit: 'ml' }, { doseQuantity: { value: 2.5, code: 'mL' } }],
])('%s is told in UCUM', async (_what, dosage, expected) => {
  const made = await hospital.prescribe({ dosage });
  expect((await read(idOf(made))).dosageInstruction?.[0]?.doseAndRate).toMatchObject([expected]);
});

test('a unit that is not known has no code, and a number of times in all is a count', async () => {
  const made = await hospital.prescribe({ dosage: { dose: 2, doseUnit: 'Messlöffel', frequency: 3, frequencyMax: 5 } });
  const [dosage] = (await read(idOf(made))).dosageInstruction ?? [];
  expect(dosage?.doseAndRate).toEqual([{ doseQuantity: { value: 2, unit: 'Messlöffel' } }]);
  expect(dosage?.timing).toEqual({ repeat: { count: 3, countMax: 5 } });
});

test('form and strength are told with the name', async () => {
  const medication = { name: 'Amoxicillin', strength: '250 mg/5 ml', form: 'suspension' };
  const made = await hospital.prescribe({ medication });
  expect((await read(idOf(made))).medicationCodeableConcept).toEqual({ text: 'Amoxicillin 250 mg/5 ml suspension' });
});

test.each([
  ['substitution', { substitution: { allowedBoolean: false } }, 'MedicationRequest.substitution'],
  ['when it was written', { authoredOn: '2020-01-01' }, 'MedicationRequest.authoredOn'],
  [
    'a reason of two codes',
    { reasonCode: [{ coding: [{ code: 'a' }, { code: 'b' }] }] },
    'MedicationRequest.reasonCode[0].coding',
  ],
  [
    'a reason of another text than its code says',
    { reasonCode: [{ coding: [{ system: 'http://snomed.info/sct', code: '1', display: 'Pain' }], text: 'Fever' }] },
    'MedicationRequest.reasonCode[0].coding[0].display',
  ],
  [
    'a reason by a code without a system',
    { reasonCode: [{ text: 'Fever' }, { coding: [{ code: 'R50.9' }] }] },
    'MedicationRequest.reasonCode[1]',
  ],
  ['a reason that says nothing', { reasonCode: [{}] }, 'MedicationRequest.reasonCode[0]'],
  ['two notes', { note: [{ text: 'a' }, { text: 'b' }] }, 'MedicationRequest.note'],
  ['a note by somebody', { note: [{ text: 'a', authorString: 'me' }] }, 'MedicationRequest.note[0].authorString'],
  ['a long note', { note: [{ text: 'a'.repeat(1001) }] }, 'MedicationRequest.note'],
  ['a draft', { status: 'draft' }, 'MedicationRequest.status'],
  ['no prescriber', { requester: undefined }, 'MedicationRequest.requester'],
  [
    'another kind of subject',
    { subject: { reference: `Group/${randomUUID()}` } },
    'MedicationRequest.subject.reference',
  ],
  [
    'a medicine without a name',
    { medicationCodeableConcept: { coding: [{ code: 'J01CA04' }] } },
    'MedicationRequest.medicationCodeableConcept.text',
  ],
  [
    'a method',
    { dosageInstruction: [{ text: 'x', method: { text: 'swallow' } }] },
    'MedicationRequest.dosageInstruction[0].method',
  ],
  [
    'a dose of nothing',
    { dosageInstruction: [{ doseAndRate: [{ doseQuantity: { value: 0 } }] }] },
    'MedicationRequest.dosageInstruction[0].doseAndRate[0].doseQuantity.value',
  ],
  [
    'two units',
    { dosageInstruction: [{ doseAndRate: [{ doseQuantity: { ...milligrams(1), unit: 'g' } }] }] },
    'MedicationRequest.dosageInstruction[0].doseAndRate[0].doseQuantity.code',
  ],
  [
    'a unit that nobody knows',
    { dosageInstruction: [{ doseAndRate: [{ doseQuantity: { value: 1, system: ucum, code: 'ea' } }] }] },
    'MedicationRequest.dosageInstruction[0].doseAndRate[0].doseQuantity.code',
  ],
  [
    'a medicine of another record',
    { medicationCodeableConcept: undefined, medicationReference: { reference: 'Medication/med0316' } },
    'MedicationRequest.medicationReference',
  ],
  [
    'two medicines',
    { contained: [contained], medicationReference: { reference: '#med' } },
    'MedicationRequest.medicationReference',
  ],
  ['a medicine that nothing refers to', { contained: [contained] }, 'MedicationRequest.medicationReference'],
  ['no medicine', { medicationCodeableConcept: undefined }, 'MedicationRequest.medicationCodeableConcept'],
  [
    'a period without its unit',
    { dosageInstruction: [{ timing: { repeat: { period: 2 } } }] },
    'MedicationRequest.dosageInstruction[0].timing.repeat.periodUnit',
  ],
  [
    'steps in another order',
    { dosageInstruction: [{ sequence: 2 }, { sequence: 1 }] },
    'MedicationRequest.dosageInstruction[0].sequence',
  ],
  [
    'a route by an unknown code',
    { dosageInstruction: [{ route: { coding: [{ system: 'http://snomed.info/sct', code: '1' }] } }] },
    'MedicationRequest.dosageInstruction[0].route.coding[0].code',
  ],
  [
    'too many refills',
    { dispenseRequest: { numberOfRepeatsAllowed: 100 } },
    'MedicationRequest.dispenseRequest.numberOfRepeatsAllowed',
  ],
  [
    'a day that is over',
    { dispenseRequest: { validityPeriod: { end: '2020-01-01' } } },
    'MedicationRequest.dispenseRequest.validityPeriod.end',
  ],
])('%s is refused by its element', async (_what, change, element) => {
  const { status, resource } = await fhir.send('POST', '/MedicationRequest', amoxicillin(change));
  expect({ status, resource }).toMatchObject({ status: 400 });
  const { issue } = resource as OperationOutcome;
  expect(issue.flatMap(({ expression = [] }) => expression)).toContain(element);
});

test('a fault of a step is told at its own dosage', async () => {
  const dosageInstruction = [
    { sequence: 1, doseAndRate: [{ doseQuantity: milligrams(40) }] },
    { sequence: 2, doseAndRate: [{ doseQuantity: milligrams(20) }] },
  ];
  const { resource } = await fhir.send('POST', '/MedicationRequest', amoxicillin({ dosageInstruction }));
  expect((resource as OperationOutcome).issue).toMatchObject([
    { expression: ['MedicationRequest.dosageInstruction[0].timing.repeat.boundsDuration.value'] },
  ]);
});

describe('what the checks find', () => {
  const asAllergic = async (work: () => Promise<void>) => {
    hospital.patients.behave(patientIs({ allergyStatus: 'recorded', allergies: [allergyTo('Penicillin')] }));
    await work().finally(() => hospital.patients.behave(patientIs()));
  };

  test('refuses, and is told finding by finding', () =>
    asAllergic(async () => {
      const { status, resource } = await fhir.send('POST', '/MedicationRequest', amoxicillin());
      expect({ status, resource }).toMatchObject({
        status: 409,
        resource: {
          issue: [
            { severity: 'error', code: 'conflict', details: { text: expect.stringContaining('override') } },
            {
              severity: 'error',
              code: 'business-rule',
              details: { coding: [{ system: 'urn:hms:safety-rule', code: 'allergy-to-class' }] },
              diagnostics: expect.stringMatching(/^Source: ./),
              expression: ['MedicationRequest.medicationCodeableConcept'],
            },
          ],
        },
      });
    }));

  test('is contained, with why the prescriber went on', () =>
    asAllergic(async () => {
      const coding = [{ system: 'urn:hms:override-reason', code: 'tolerated-before' }];
      const mitigation = [{ action: { coding, text: 'Had it twice without a reaction' } }];
      const nevertheless = amoxicillin({
        contained: [{ resourceType: 'DetectedIssue', id: 'why', status: 'final', mitigation }],
        detectedIssue: [{ reference: '#why' }],
      });
      const made = await create(nevertheless);
      expect(made.contained).toMatchObject([
        {
          ...{ resourceType: 'DetectedIssue', id: 'finding-1', status: 'final', severity: 'high', mitigation },
          code: { coding: [{ code: 'RALG' }, { code: 'allergy-to-class' }] },
          implicated: [{ reference: expect.stringMatching(/^AllergyIntolerance\//) }],
        },
      ]);
      expect(made.detectedIssue).toEqual([{ reference: '#finding-1' }]);
    }));

  test('an override that refers to nothing is refused', async () => {
    const { status, resource } = await fhir.send(
      'POST',
      '/MedicationRequest',
      amoxicillin({ detectedIssue: [{ reference: '#why' }] }),
    );
    expect({ status, resource }).toMatchObject({
      status: 400,
      resource: { issue: [{ expression: ['MedicationRequest.detectedIssue'] }] },
    });
  });
});

test('without an answer of patient-service it is accepted as a draft', async () => {
  hospital.patients.behave(isUnavailable);
  const { status, resource } = await fhir
    .send('POST', '/MedicationRequest', amoxicillin())
    .finally(() => hospital.patients.behave(patientIs()));
  expect({ status, resource }).toMatchObject({ status: 202, resource: { status: 'draft' } });
});

test('every version can be read, with why the state changed', async () => {
  const { id = '', meta } = await create(amoxicillin());
  await hospital.served.api.post(`/prescriptions/${id}/stop`).send({ code: 'sintol', reason: 'A rash on day two' });
  const stopped = await read(id);
  expect(stopped).toMatchObject({
    status: 'stopped',
    statusReason: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-status-reason', code: 'sintol' }],
      text: 'A rash on day two',
    },
  });
  const first = meta?.versionId ?? '';
  expect((await fhir.get(`/MedicationRequest/${id}/_history/${first}`)).resource).toMatchObject({ status: 'active' });
  const history = (await fhir.get(`/MedicationRequest/${id}/_history`)).resource as Bundle<MedicationRequest>;
  expect(history.entry?.map(({ resource }) => resource?.status)).toEqual(['stopped', 'active']);
});

test('a contained medicine is kept as the concept that it is', async () => {
  const { medicationCodeableConcept: _elsewhere, ...rest } = amoxicillin();
  const made = await create({ ...rest, contained: [contained], medicationReference: { reference: '#med' } });
  expect(made.medicationCodeableConcept).toEqual(contained.code);
  expect(made).not.toHaveProperty('medicationReference');
});

test('who is not there is named by the element', async () => {
  hospital.patients.behave(nobodyThere);
  const answer = await fhir
    .send('POST', '/MedicationRequest', amoxicillin())
    .finally(() => hospital.patients.behave(patientIs()));
  expect(answer).toMatchObject({ status: 422, resource: { issue: [{ expression: ['MedicationRequest.subject'] }] } });
});

describe('search', () => {
  const patient = randomUUID();
  const medicine = (name: string, more: object = {}) => ({ patientId: patient, medication: { name, ...more } });
  beforeAll(async () => {
    await hospital.prescribe(medicine('Ibuprofen 400 mg', { code: 'M01AE01' }));
    const stopped = await hospital.prescribe(medicine('Paracetamol', { code: '161', system: 'RxNorm' }));
    await hospital.served.api.post(`/prescriptions/${idOf(stopped)}/stop`).send({ reason: 'no longer needed' });
    const cream = await hospital.prescribe(medicine('Crème hydratante'));
    // half past midnight in London, where the clocks go back an hour later
    const at = '2026-10-24T23:30:00Z';
    await hospital.db.query('update prescriptions set authored_at = $2 where id = $1', [idOf(cream), at]);
  });
  const found = async (query: string) => {
    const { status, resource } = await fhir.get(`/MedicationRequest?patient=${patient}&${query}`);
    expect({ status, resource }).toMatchObject({ status: 200 });
    const entries = (resource as Bundle<MedicationRequest>).entry ?? [];
    return entries.map((entry) => entry.resource?.medicationCodeableConcept?.text?.split(' ')[0]);
  };

  test.each([
    ['_sort=_id', ['Ibuprofen', 'Paracetamol', 'Crème']],
    [`subject=Patient/${patient}`, ['Crème', 'Paracetamol', 'Ibuprofen']],
    [`subject=${randomUUID()}`, []],
    ['status=active', ['Crème', 'Ibuprofen']],
    ['status=stopped', ['Paracetamol']],
    ['status=draft,unknown', []],
    ['status:not=active', ['Paracetamol']],
    ['intent=order', ['Crème', 'Paracetamol', 'Ibuprofen']],
    ['intent=plan', []],
    [`requester=Practitioner/${someDoctor}&status=stopped`, ['Paracetamol']],
    [`requester=${randomUUID()}`, []],
    ['code=m01ae01', ['Ibuprofen']],
    ['code=http://www.whocc.no/atc|M01AE01', ['Ibuprofen']],
    ['code=http://www.whocc.no/atc|', ['Ibuprofen']],
    ['code=http://www.nlm.nih.gov/research/umls/rxnorm|161', ['Paracetamol']],
    ['code=|161', []],
    ['code=N02BE01', []],
    ['code:text=creme', ['Crème']],
    ['code:text=aspirin', []],
    ['authoredon=2026-10-25', ['Crème']],
    ['authoredon=2026-10-25T00:30', ['Crème']],
    ['authoredon=2026-10-25T00:30:00Z', []],
    ['authoredon=lt2026-10-24T23:30:01Z', ['Crème']],
    ['authoredon=gt2026-10-25T00:30:00%2B01:00&status=stopped', ['Paracetamol']],
    ['authoredon=2026-10-24', []],
    ['_sort=authoredon&status=active', ['Crème', 'Ibuprofen']],
  ])('%s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  test.each(['status=ended', 'code=', 'medication=Medication/1', 'requester=Patient/1', 'code:in=x'])(
    '%s is refused',
    async (query) => expect(await fhir.get(`/MedicationRequest?${query}`)).toMatchObject({ status: 400 }),
  );
});

describe('access is as natively', () => {
  const as = (claims: object) => fhirClient(hospital.served.url, claims as Record<string, unknown>);

  test('a patient lists and reads their own, and finds no other by any door', async () => {
    const own = await create(amoxicillin());
    const other = await create(amoxicillin());
    const patientId = own.subject.reference?.slice(8) ?? '';
    const patient = as({ roles: ['patient'], patient_id: patientId });
    const ids = async (query: string) => {
      const { status, resource } = await patient.get(`/MedicationRequest?${query}`);
      expect({ status, resource }).toMatchObject({ status: 200 });
      return ((resource as Bundle<MedicationRequest>).entry ?? []).map((entry) => entry.resource?.id);
    };
    expect(await ids('')).toEqual([own.id]);
    expect(await ids(`patient=${patientId}`)).toEqual([own.id]);
    expect(await ids(`patient=${other.subject.reference}`)).toEqual([]);
    expect(await ids(`subject=${patientId},${other.subject.reference}`)).toEqual([]);
    expect(await ids(`_id=${other.id}`)).toEqual([]);
    for (const path of [`/${own.id}`, `/${own.id}/_history`, `/${own.id}/_history/${own.meta?.versionId}`])
      expect(await patient.get(`/MedicationRequest${path}`)).toMatchObject({ status: 200 });
    for (const path of [`/${other.id}`, `/${other.id}/_history`, `/${other.id}/_history/${other.meta?.versionId}`])
      expect(await patient.get(`/MedicationRequest${path}`)).toMatchObject({ status: 404 });
  });

  test('a doctor prescribes in their own name only, and a nurse not at all', async () => {
    const another = as({ roles: ['doctor'], doctor_id: randomUUID() });
    expect(await another.send('POST', '/MedicationRequest', amoxicillin())).toMatchObject({ status: 403 });
    expect(await as({ roles: ['nurse'] }).send('POST', '/MedicationRequest', amoxicillin())).toMatchObject({
      status: 403,
      resource: { issue: [{ code: 'forbidden' }] },
    });
    expect(await as({ roles: ['receptionist'] }).get('/MedicationRequest')).toMatchObject({ status: 403 });
  });
});
