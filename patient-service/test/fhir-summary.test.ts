import type { AllergyIntolerance, Bundle, OperationOutcome, Patient } from 'fhir/r4';
import { inSummary } from '@hms/fhir/summary';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { definitionsByType } from '../../fhir-tests/validators/definitions';
import { startPatientService } from './fixtures';

let fhir: FhirClient;
let full: Patient;
beforeAll(async () => {
  const hospital = await startPatientService();
  fhir = fhirClient(hospital.served.url);
  const { id } = await hospital.register({
    ...{ givenName: 'Grace', familyName: 'Summary', birthDate: '1906-12-09', phone: '+442079460018' },
    contacts: [{ name: 'Vincent', relationship: 'husband', phone: null }],
  });
  await hospital.register({ familyName: 'Unborn', email: 'unborn@example.org' });
  for (const allergy of [
    { substance: 'Latex', reaction: 'Hives' },
    { substance: 'Nuts', verificationStatus: 'confirmed' },
  ])
    await hospital.served.api.post(`/patients/${id}/allergies`).send(allergy).expect(201);
  full = (await fhir.get(`/Patient/${id}`)).resource as Patient;
});

const found = async <R>(path: string): Promise<R[]> => {
  const { status, resource } = await fhir.get(path);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return ((resource as Bundle).entry ?? []).map((entry) => entry.resource as R);
};
const tag = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' }];

test('a summary has what HL7 marks as such, and says that it is a part', async () => {
  const { contact: _left, ...rest } = full;
  const summary = { ...rest, meta: { ...full.meta, tag } };
  expect(await found('/Patient?family=Summary&_summary=true')).toEqual([summary]);
  expect((await fhir.get(`/Patient/${full.id}?_summary=true`)).resource).toEqual(summary);
});

test('of text there is none, so it has what must be there; data are all, and false is all', async () => {
  const [least] = await found<Patient>('/Patient?family=Summary&_summary=text');
  expect(least).toEqual({ resourceType: 'Patient', id: full.id, active: true, meta: { ...full.meta, tag } });
  expect(await found('/Patient?family=Summary&_summary=data')).toEqual([full]);
  expect(await found('/Patient?family=Summary&_summary=false')).toEqual([full]);
  const allergies = await found<AllergyIntolerance>('/AllergyIntolerance?code:text=latex&_summary=true');
  expect(allergies).toMatchObject([{ code: { text: 'Latex' }, patient: { reference: `Patient/${full.id}` } }]);
  expect(allergies[0]).not.toHaveProperty('reaction');
});

test('with _elements it is what both ask for', async () => {
  const [both] = await found<Patient>('/Patient?family=Summary&_summary=true&_elements=name,contact');
  expect(both).toMatchObject({ name: full.name });
  expect(both).not.toHaveProperty('contact');
  expect(both).not.toHaveProperty('telecom');
});

test('another word is refused with those there are', async () => {
  for (const path of ['/Patient?_summary=most', `/Patient/${full.id}?_summary=most`]) {
    const { status, resource } = await fhir.get(path);
    expect(status).toBe(400);
    expect((resource as OperationOutcome).issue[0]?.details?.text).toContain('true, text, data');
  }
});

test.each([
  ['/Patient?birthdate:missing=true', ['Unborn']],
  ['/Patient?birthdate:missing=false', ['Summary']],
  ['/Patient?phone:missing=true&email:missing=false', ['Unborn']],
  ['/Patient?given:missing=true', ['Unborn']],
  ['/Patient?family:contains=mmar', ['Summary']],
  ['/Patient?family:exact=summary', []],
  ['/Patient?family:exact=Summary', ['Summary']],
])('%s', async (path, names) => {
  expect((await found<Patient>(path)).map(({ name }) => name?.[0]?.family)).toEqual(names);
});

test('how certain an allergy is, where nobody has said', async () => {
  const missing = await found<AllergyIntolerance>(
    `/AllergyIntolerance?patient=${full.id}&verification-status:missing=true`,
  );
  expect(missing.map(({ code }) => code?.text)).toEqual(['Latex']);
});

test.each(['birthdate:missing=maybe', 'gender:missing=true', 'birthdate:exact=1906'])(
  '%s is refused',
  async (query) => {
    expect(await fhir.get(`/Patient?${query}`)).toMatchObject({ status: 400 });
  },
);

test.each(Object.entries(inSummary))('the summary of %s is of what HL7’s definition marks', (type, names = []) => {
  const marked = (definitionsByType.get(type)?.snapshot?.element ?? [])
    .filter(({ isSummary }) => isSummary)
    .map(({ path }) => path.replace(`${type}.`, ''));
  const isMarked = (name: string) =>
    marked.some((one) => one === name || (one.endsWith('[x]') && name.startsWith(one.slice(0, -3))));
  expect(names.filter((name) => !isMarked(name))).toEqual(type === 'Appointment' ? ['participant'] : []);
});
