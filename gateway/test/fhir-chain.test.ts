import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Bundle, OperationOutcome, Resource } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { loadServices } from '../../fleet/src/topology';
import { startForTest } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';
import { startGateway } from './programs';

let base = '';
let fhir: FhirClient;
beforeAll(async () => {
  const environment: Record<string, string> = {};
  for (const name of ['patient-service', 'doctor-service', 'appointment-service', 'prescription-service']) {
    const service = loadServices().find((one) => one.name === name);
    if (!service) throw new Error(`there is no ${name}`);
    const upstreams = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
    const started = await startForTest(service, { environment: upstreams, restrictions: 'none' });
    await started.run(readFileSync(path.join(__dirname, `../../db-init/sample-data/${name}.sql`), 'utf8'));
    environment[`${name.toUpperCase().replaceAll('-', '_')}_URL`] = started.served.url;
  }
  const gateway = await startGateway(environment);
  base = gateway.url;
  fhir = fhirClient(base);
}, 180_000);

type Any = Resource & Record<string, unknown>;
const bundleOf = async (address: string, client = fhir): Promise<Bundle<Any>> => {
  const { status, resource } = await client.get(address);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return resource as Bundle<Any>;
};
const idsOf = ({ entry = [] }: Bundle<Any>) =>
  entry.filter(({ search }) => search?.mode === 'match').map(({ resource }) => resource?.id);
const all = async (address: string, client = fhir) => idsOf(await bundleOf(`${address}&_count=200`, client)).sort();
const told = (resource: unknown) => (resource as OperationOutcome).issue[0]?.details?.text;
const somePatient = async () => {
  const [appointment] =
    (await bundleOf('/Appointment?status=booked&_count=1&_include=Appointment:patient')).entry ?? [];
  const people = appointment?.resource?.['participant'] as { actor: { reference: string } }[];
  const { resource } = await fhir.get(`/${people[0]?.actor.reference}`);
  return resource as { id: string; name: [{ family: string; given: string[] }]; identifier: [{ value: string }] };
};

test('a chain across services finds as the ids that it stands for', async () => {
  const { id, name, identifier } = await somePatient();
  const expected = await all(`/Appointment?patient=${id}`);
  expect(expected.length).toBeGreaterThan(0);
  expect(await all(`/Appointment?patient.identifier=${identifier[0].value}`)).toEqual(expected);
  const named = `family:exact=${encodeURIComponent(name[0].family)}&patient.given:exact=${encodeURIComponent(name[0].given[0] ?? '')}`;
  expect(await all(`/Appointment?patient.${named}&patient.identifier=${identifier[0].value}`)).toEqual(expected);
  expect(await all(`/Appointment?actor:Patient.identifier=${identifier[0].value}`)).toEqual(expected);
  expect(await all(`/MedicationRequest?subject.identifier=${identifier[0].value}`)).toEqual(
    await all(`/MedicationRequest?subject=${id}`),
  );
  expect(await all('/Appointment?patient.name=Nobodyatall')).toEqual([]);
});

test('an entry of a batch may have chains, includes and $everything, and is told as at its own address', async () => {
  const { id, identifier } = await somePatient();
  const addresses = [
    `/Appointment?patient.identifier=${identifier[0].value}&_include=Appointment:patient`,
    `/Patient?_id=${id}&_revinclude=Appointment:patient`,
    '/MedicationDispense?prescription.status=stopped&_count=1',
    `/Patient/${id}/$everything`,
    `/Patient/${id}/$everything?_type=Appointment`,
    `/Appointment?patient=${id}&_count=1`,
    `/Patient/${id}/_history`,
  ];
  const refused = [
    '/Appointment?patient.shoe=9',
    '/Appointment?_include=Appointment:shoe',
    '/Patient/1/$everything?_type=Shoe',
  ];
  const { status, resource } = await fhir.send('POST', '', {
    resourceType: 'Bundle',
    type: 'batch',
    entry: [...addresses, ...refused].map((url) => ({ request: { method: 'GET', url } })),
  });
  expect(status).toBe(200);
  const { entry = [] } = resource as Bundle<Any>;
  for (const [place, address] of addresses.entries()) {
    const { resource: expected } = await fhir.get(address);
    expect({ address, resource: entry[place]?.resource }).toEqual({ address, resource: expected });
    expect(entry[place]?.resource).toHaveProperty('entry');
  }
  for (const [place, address] of refused.entries()) {
    const expected = await fhir.get(address);
    const { response } = entry[addresses.length + place] ?? {};
    expect(response).toMatchObject({ status: String(expected.status), outcome: { resourceType: 'OperationOutcome' } });
    expect(expected.status).toBeGreaterThanOrEqual(400);
    expect(told(response?.outcome)).toBe(told(expected.resource));
  }
});

test('a chain within a service', async () => {
  const dispensed = await all('/MedicationDispense?prescription.status=stopped,completed');
  expect(dispensed.length).toBeGreaterThan(0);
  for (const id of dispensed.slice(0, 3)) {
    const { resource } = await fhir.get(`/MedicationDispense/${id}`);
    const [{ reference }] = (resource as { authorizingPrescription: [{ reference: string }] }).authorizingPrescription;
    const { resource: order } = await fhir.get(`/${reference}`);
    expect(['stopped', 'completed']).toContain((order as { status: string }).status);
  }
});

test('pages of a chain neither repeat nor skip, and go on here', async () => {
  const address = '/Appointment?practitioner.active=true&status=booked';
  const expected = await all(address);
  const seen: (string | undefined)[] = [];
  let next: string | undefined = `${address}&_count=7&_include=Appointment:patient`;
  while (next !== undefined) {
    const bundle: Bundle<Any> = await bundleOf(next);
    seen.push(...idsOf(bundle));
    for (const { url } of bundle.link ?? [])
      expect(url).toContain(`${base}/fhir/R4/Appointment?practitioner.active=true`);
    for (const { fullUrl } of bundle.entry ?? []) expect(fullUrl).toContain(`${base}/fhir/R4/`);
    next = bundle.link?.find(({ relation }) => relation === 'next')?.url.replace(/^.*\/fhir\/R4/, '');
  }
  expect(seen.length).toBeGreaterThan(7);
  expect([...seen].sort()).toEqual(expected);
});

test('_has finds what something refers to', async () => {
  const cancelled = (await bundleOf('/Appointment?status=cancelled&_count=200')).entry ?? [];
  const patients = new Set(JSON.stringify(cancelled).match(/Patient\/[0-9a-f-]{36}/g));
  const found = await all('/Patient?_has:Appointment:patient:status=cancelled');
  expect(found.map((id) => `Patient/${id}`)).toEqual([...patients].sort());
  // those of a contained finding are not what it refers to
  const orders = await all('/MedicationRequest?_has:MedicationDispense:prescription:status=completed');
  const dispenses = (await bundleOf('/MedicationDispense?_count=200')).entry ?? [];
  const own = dispenses.map(
    ({ resource }) => (resource?.['authorizingPrescription'] as [{ reference: string }])[0].reference,
  );
  expect(orders.map((id) => `MedicationRequest/${id}`)).toEqual([...new Set(own)].sort());
});

test('a form finds as an address does, by chains and with what it includes', async () => {
  const { identifier } = await somePatient();
  const search = { 'patient.identifier': identifier[0].value, _include: 'Appointment:patient', _count: '1' };
  const address = `/Appointment?${new URLSearchParams(search).toString()}`;
  const { status, resource } = await fhir.search('Appointment', search);
  expect({ status, resource }).toEqual({ status: 200, resource: await bundleOf(address) });
  expect((resource as Bundle).entry?.map((entry) => entry.search?.mode)).toEqual(['match', 'include']);
});

test.each([
  ['/Appointment?patient.shoe-size=43', 'Patient is searched by'],
  ['/Appointment?patient.gender=m', 'must be one of'],
  ['/Appointment?date.name=x', 'Appointment refers to others by: patient, practitioner, actor'],
  ['/Appointment?actor.name=x', 'write actor:Patient. or actor:Practitioner.'],
  ['/MedicationDispense?prescription.patient.name=x', 'more than one step'],
  ['/Patient?_has:Appointment:date:status=booked', '_has:Appointment:patient:'],
  ['/Patient?_has:Appointment:patient:_has:Slot:schedule:status=x', 'more than one step'],
  ['/Patient?_has=x', 'is asked for as'],
])('%s is refused with what there is', async (address, sentence) => {
  const { status, resource } = await fhir.get(address);
  expect({ status, told: told(resource) }).toEqual({ status: 400, told: expect.stringContaining(sentence) });
});

test('a lenient caller is told what was ignored, and a chain is never half ignored', async () => {
  const lenient = { prefer: 'handling=lenient' };
  const ignored = await fhir.get('/Appointment?patient.shoe-size=43&_count=2', lenient);
  expect(ignored.status).toBe(200);
  const outcome = (ignored.resource as Bundle).entry?.find(({ search }) => search?.mode === 'outcome')?.resource;
  expect(told(outcome)).toBe('Ignored, because it is not known here: patient.shoe-size.');
});

test('who may not search for the one may not search by it', async () => {
  const patient = fhirClient(base, { roles: ['patient'], patient_id: (await somePatient()).id });
  expect(await patient.get('/Appointment?patient.name=a')).toMatchObject({ status: 403 });
  const cashier = fhirClient(base, { sub: 'carl', roles: ['cashier'], doctor_id: undefined });
  const { status, resource } = await cashier.get('/Appointment?patient.gender=female');
  expect({ status, told: told(resource) }).toEqual({ status: 400, told: expect.stringContaining('not for your role') });
});

test('who has no token is told so as by a service', async () => {
  const response = await fetch(`${base}/fhir/R4/Appointment?patient.name=a`);
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="hospital"']);
});

test('so many chains are one search, and no more', async () => {
  const { status, resource } = await fhir.get(`/Appointment?${'patient.name=a&'.repeat(11)}`);
  expect([status, told(resource)]).toEqual([400, expect.stringContaining('at most 10')]);
});
