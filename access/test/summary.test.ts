import type { Bundle, Composition, Resource } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { faultsByIps } from '../../fhir-tests/validators/profiles';
import { loadServices } from '../../fleet/src/topology';
import { startGateway } from '../../gateway/test/programs';
import { startForTest, type TestedService } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';

let patients: TestedService;
let doctor: FhirClient;
let gateway = '';

const start = (name: string, more: Record<string, string> = {}): Promise<TestedService> => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const unreachable = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  return startForTest(service, { environment: { ...unreachable, ...more } });
};

let prescriptions: TestedService;
let doctors: TestedService;
let doctorId = '';
beforeAll(async () => {
  patients = await start('patient-service');
  doctors = await start('doctor-service');
  const made = await doctors.served.api
    .post('/doctors')
    .send({ givenName: 'Dana', familyName: 'Reed', specialty: 'cardiology', licenseNumber: 'L-17' });
  doctorId = (made.body as { id: string }).id;
  prescriptions = await start('prescription-service', {
    PATIENT_SERVICE_URL: patients.served.url,
    DOCTOR_SERVICE_URL: doctors.served.url,
  });
  gateway = (
    await startGateway({
      PATIENT_SERVICE_URL: patients.served.url,
      DOCTOR_SERVICE_URL: doctors.served.url,
      PRESCRIPTION_SERVICE_URL: prescriptions.served.url,
    })
  ).url;
  doctor = fhirClient(gateway, { sub: 'dana', roles: ['doctor'], doctor_id: doctorId });
}, 120_000);

const register = async (patient: object): Promise<string> => {
  const { body } = await patients.served.api.post('/patients?allowDuplicate=true').send(patient);
  return (body as { id: string }).id;
};

interface Summary {
  document: Bundle;
  composition: Composition;
  of: (type: string) => Resource[];
  section: (title: string) => NonNullable<Composition['section']>[number] | undefined;
}

/** Of which the document, and each resource in it of a type that has a profile, is held against the profiles. */
const summaryOf = async (id: string, client = doctor): Promise<Summary> => {
  const { status, resource } = await client.get(`/Patient/${id}/$summary`);
  expect({ status, resource }).toMatchObject({ status: 200, resource: { type: 'document' } });
  const document = resource as Bundle;
  const resources = (document.entry ?? []).flatMap((entry) => entry.resource ?? []);
  expect(
    [document, ...resources]
      .filter(({ meta }) => meta?.profile)
      .flatMap((one) => faultsByIps(one as { resourceType: string })),
  ).toEqual([]);
  // what the Composition refers to is in the document, by addresses that tell which
  const urls = (document.entry ?? []).map(({ fullUrl }) => fullUrl);
  const composition = resources[0] as Composition;
  const referred = (composition.section ?? []).flatMap(({ entry = [] }) => entry.map(({ reference }) => reference));
  for (const one of [composition.subject?.reference, ...referred]) expect(urls).toContain(`${gateway}/fhir/R4/${one}`);
  return {
    document,
    composition,
    of: (type) => resources.filter((one) => (one as { resourceType?: string }).resourceType === type),
    section: (title) => composition.section?.find((one) => one.title?.startsWith(title)),
  };
};
const codesOf = (resources: object[]) =>
  [...JSON.stringify(resources).matchAll(/"code":"(no-\w+-info)"/g)].map(([, code]) => code);

test('what nobody knows is said to be unknown, and never that there is none', async () => {
  const { document, of } = await summaryOf(await register({ familyName: 'Unknown' }));
  expect(codesOf(of('AllergyIntolerance'))).toEqual(['no-allergy-info']);
  expect(codesOf(of('Condition'))).toEqual(['no-problem-info']);
  expect(codesOf(of('MedicationStatement'))).toEqual(['no-medication-info']);
  expect(JSON.stringify(document)).not.toContain('716186003');
});

test('a patient whom nobody can name has a summary all the same', async () => {
  const { of } = await summaryOf(await register({ unidentified: true }));
  expect(JSON.stringify(of('Patient'))).toContain('data-absent-reason');
});

test('who was asked and has no allergy has none known', async () => {
  const id = await register({ familyName: 'Asked', birthDate: '1980-02', noKnownAllergies: true });
  expect(JSON.stringify((await summaryOf(id)).of('AllergyIntolerance'))).toContain('716186003');
});

test('allergies and what is prescribed are there, in words that are no mark-up', async () => {
  const id = await register({ familyName: 'Allergic', birthDate: '1980-02-03' });
  await patients.served.api
    .post(`/patients/${id}/allergies`)
    .send({ substance: '<b>Nuts</b> & "seeds"', criticality: 'high' })
    .expect(201);
  const prescribed = await prescriptions.served.api.post('/prescriptions').send({
    patientId: id,
    doctorId,
    medication: { name: 'Paracetamol <500>', strength: '500 mg', form: 'tablet' },
    dosage: { text: 'one, when in pain' },
    quantity: 20,
  });
  expect(prescribed.status).toBe(201);
  const { of, section } = await summaryOf(id);
  expect(section('Allergies')?.text?.div).toContain('&lt;b&gt;Nuts&lt;/b&gt; &amp; &quot;seeds&quot;; active');
  expect(section('Medication')?.text?.div).toContain('Paracetamol &lt;500&gt;');
  expect(of('MedicationRequest')).toMatchObject([{ status: 'active' }]);
  expect(of('MedicationStatement')).toEqual([]);
  expect(of('Practitioner')).toMatchObject([{ id: doctorId }]);
});

test('what the caller may not see is withheld, and not absent', async () => {
  const id = await register({ familyName: 'Veiled' });
  const desk = fhirClient(gateway, { sub: 'rosa', roles: ['receptionist'], doctor_id: undefined });
  const { section, of } = await summaryOf(id, desk);
  for (const title of ['Allergies', 'Medication'])
    expect(section(title)).toMatchObject({ emptyReason: { coding: [{ code: 'withheld' }] } });
  expect([...of('AllergyIntolerance'), ...of('MedicationStatement')]).toEqual([]);
});

test('of nobody there is none, and what would be ignored is refused', async () => {
  expect(await doctor.get('/Patient/01900000-0000-7000-8000-000000000009/$summary')).toMatchObject({ status: 404 });
  const id = await register({ familyName: 'Known' });
  expect(await doctor.get(`/Patient/${id}/$summary?profile=x`)).toMatchObject({ status: 400 });
  const own = fhirClient(gateway, { sub: 'p', roles: ['patient'], patient_id: id, doctor_id: undefined });
  await summaryOf(id, own);
  const other = await register({ familyName: 'Other' });
  expect(await own.get(`/Patient/${other}/$summary`)).toMatchObject({ status: 404 });
});

test('a document that lacks what the profile needs has a fault that names it', async () => {
  const { composition, document, of } = await summaryOf(await register({ familyName: 'Whole' }));
  const [problems, ...others] = composition.section ?? [];
  const faults = (resource: object) => faultsByIps(resource as { resourceType: string }).join('\n');
  expect(faults({ ...composition, section: others })).toContain('sectionProblems');
  const bare = { ...problems, entry: undefined };
  expect(faults(JSON.parse(JSON.stringify({ ...composition, section: [bare, ...others] })) as object)).toContain(
    'ips-comp-1',
  );
  expect(faults({ ...composition, type: { coding: [{ system: 'http://loinc.org', code: '1' }] } })).toContain('type');
  expect(faults({ ...document, timestamp: undefined })).toContain('timestamp');
  expect(faults({ ...of('Patient')[0], name: [{ use: 'official' }] })).toContain('ips-pat-1');
});
