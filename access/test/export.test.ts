import { fhirClient } from '../../fhir-tests/client';
import { faultsOf } from '../../fhir-tests/validators';
import { loadServices } from '../../fleet/src/topology';
import { startGateway } from '../../gateway/test/programs';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest, type TestedService } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';

interface Manifest {
  transactionTime: string;
  requiresAccessToken: boolean;
  output: { type: string; url: string; count: number }[];
  extension: { types: string[] };
}

const mira = { sub: 'mira', name: 'Mira', roles: ['manager'], doctor_id: undefined };
const asynchronous = { prefer: 'respond-async', accept: 'application/fhir+json' };
const many = 2300;

let patients: TestedService;
let environment: Record<string, string>;
let base = '';
let restricted = '';
let ada = '';

const start = (name: string, more: Record<string, string>): Promise<TestedService> => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const unreachable = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  return startForTest(service, { environment: { ...unreachable, ...more }, restrictions: 'asked' });
};
const ask = (path: string, claims: object = mira, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(path.startsWith('http') ? path : `${base}${path}`, {
    method,
    headers: { ...bearer({ ...claims }), ...headers },
  });
const begin = async (path: string, claims: object = mira): Promise<string> => {
  const response = await ask(path, claims, asynchronous);
  expect([path, response.status, await response.text()]).toEqual([path, 202, '']);
  return response.headers.get('content-location') ?? '';
};
const finish = async (location: string, claims: object = mira): Promise<Manifest> => {
  for (;;) {
    const response = await ask(location, claims);
    if (response.status === 200) return (await response.json()) as Manifest;
    expect([response.status, await response.text()]).toEqual([202, '']);
    expect(response.headers.get('x-progress')).toMatch(/^\d+ resources in \d+ files so far/);
  }
};
const linesOf = async (url: string, claims: object = mira): Promise<{ id: string; resourceType: string }[]> => {
  const response = await ask(url, claims);
  const text = await response.text();
  expect([url, response.status, response.headers.get('content-type')]).toEqual([url, 200, 'application/fhir+ndjson']);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { id: string; resourceType: string });
};
const all = async ({ output }: Manifest, type: string, claims: object = mira) => {
  const files = output.filter((file) => file.type === type);
  return { files, resources: (await Promise.all(files.map(({ url }) => linesOf(url, claims)))).flat() };
};

beforeAll(async () => {
  patients = await start('patient-service', {});
  const more = { PATIENT_SERVICE_URL: patients.served.url };
  const appointments = await start('appointment-service', more);
  const prescriptions = await start('prescription-service', more);
  environment = {
    PATIENT_SERVICE_URL: patients.served.url,
    APPOINTMENT_SERVICE_URL: appointments.served.url,
    PRESCRIPTION_SERVICE_URL: prescriptions.served.url,
  };
  base = `${(await startGateway(environment)).url}/fhir/R4`;
  await patients.run(
    `insert into patients (given_name, family_name, gender) select 'Ada', 'Number ' || n, 'unknown' from generate_series(1, ${many}) n`,
  );
  const register = async (familyName: string) =>
    ((await patients.served.api.post('/patients').send({ familyName })).body as { id: string }).id;
  ada = await register('Exported');
  restricted = await register('Restricted');
  await patients.served.api
    .put(`/patients/${restricted}/restriction`)
    .set(bearer({ roles: ['manager'] }))
    .send({ restricted: true, careTeam: [{ subject: 'dana', name: 'Dr. Dana' }] })
    .expect(200);
}, 120_000);

test('all that the caller may list is in the files, each once, and valid', async () => {
  const manifest = await finish(await begin('/$export'));
  expect(manifest).toMatchObject({ requiresAccessToken: true, error: [] });
  const { files, resources } = await all(manifest, 'Patient');
  expect(files).toHaveLength(3);
  expect(files.map(({ url }) => url.startsWith(`${base}/$export-file/`))).toEqual([true, true, true]);
  const ids = resources.map(({ id }) => id);
  expect(new Set(ids).size).toBe(many + 1);
  expect(ids).toHaveLength(many + 1);
  // whom the caller does not see, nor is told of by a count
  expect(ids).not.toContain(restricted);
  expect(files.reduce((sum, { count }) => sum + count, 0)).toBe(many + 1);
  for (const resource of resources.slice(-3)) expect(await faultsOf(resource)).toEqual([]);
});

test('of each type those export it who list it', async () => {
  const byManager = await finish(await begin('/$export'));
  expect(byManager.extension.types).not.toContain('AllergyIntolerance');
  expect(byManager.output.map(({ type }) => type)).not.toContain('AllergyIntolerance');
  const machine = { sub: 'lab', roles: ['integration'], doctor_id: undefined };
  const byMachine = await finish(await begin('/Patient/$export?_type=AllergyIntolerance', machine), machine);
  const { resources } = await all(byMachine, 'AllergyIntolerance', machine);
  // of each patient, that nobody has asked
  expect(resources).toHaveLength(many + 1);
  const { url = '' } = byMachine.output[0] ?? {};
  expect(await ask(url, { ...mira, sub: 'lab' })).toMatchObject({ status: 403 });
});

test('it goes on where it was, after its service and the gateway were killed', async () => {
  const location = await begin('/$export?_type=Patient');
  const before = await finish(location);
  const id = location.replace(/^.*\//, '');
  // what a kill leaves: the files that were committed, and a type that is not done
  await patients.run(`delete from export_files where export_id = '${id}' and number > 1;
    update exports set divided = '{}' where id = '${id}';
    update export_files set count = -1 where export_id = '${id}'`);
  const another = await startGateway(environment);
  const after = await finish(`${another.url}/fhir/R4/$export-status/${id}`);
  // the first was not made again
  expect(after.output.map(({ count }) => count)).toEqual([-1, ...before.output.slice(1).map(({ count }) => count)]);
  expect(after.transactionTime).toBe(before.transactionTime);
});

test('two who ask at once have the files once', async () => {
  const location = await begin('/$export?_type=Patient');
  const both = await Promise.all([finish(location), finish(location), finish(location)]);
  const { files } = await all(both[0], 'Patient');
  expect(files).toHaveLength(3);
  expect(both[1].output).toEqual(both[0].output);
});

test('only what changed since is there, where that is asked', async () => {
  const [since] = await patients.db.query<{ now: string }>('select now()::text as now');
  await patients.served.api.patch(`/patients/${ada}`).send({ givenName: 'Ada' }).expect(200);
  const asked = encodeURIComponent(new Date(since?.now ?? '').toISOString());
  const manifest = await finish(await begin(`/Patient/$export?_type=Patient&_since=${asked}`));
  const { resources } = await all(manifest, 'Patient');
  expect(resources.map(({ id }) => id)).toEqual([ada]);
});

test('a patient sees that their data left in an export, and the chain is whole', async () => {
  const { output } = await finish(await begin('/$export?_type=Patient'));
  const own = bearer({ sub: 'ada', roles: ['patient'], patient_id: ada });
  const told = async () => {
    const { body } = await patients.served.api.get(`/patients/${ada}/accesses?limit=200`).set(own);
    return (body as { data: { who: string; did: string }[] }).data.filter(({ did }) => did.startsWith('Export'));
  };
  const before = (await told()).length;
  for (const { url } of output) await linesOf(url);
  const after = await told();
  expect(after.length).toBe(before + 1);
  expect(after[0]).toMatchObject({ who: 'Mira', did: 'Export in bulk (FHIR)' });
  const { body } = await patients.served.api.get('/audit/proof').set(bearer({ roles: ['auditor'] }));
  expect(body).toMatchObject({ whole: true });
});

test('it is its own person’s, and gone when it is ended', async () => {
  const location = await begin('/$export?_type=Patient');
  const { output } = await finish(location);
  const other = { ...mira, sub: 'otto' };
  for (const url of [location, output[0]?.url ?? '']) expect(await ask(url, other)).toMatchObject({ status: 404 });
  expect(await ask(location, other, {}, 'DELETE')).toMatchObject({ status: 404 });
  expect(await ask(location, mira, {}, 'DELETE')).toMatchObject({ status: 202 });
  for (const url of [location, output[0]?.url ?? '']) expect(await ask(url)).toMatchObject({ status: 404 });
});

test.each([
  ['without Prefer', '/$export', {}, 400],
  ['of a type that is not there', '/$export?_type=Encounter', asynchronous, 404],
  ['of a type that is worked out', '/$export?_type=Slot', asynchronous, 400],
  ['in another format', '/$export?_outputFormat=csv', asynchronous, 400],
  ['with a parameter that would be ignored', '/$export?_typeFilter=Patient%3Fname%3Da', asynchronous, 400],
  ['since a time that is none', '/Patient/$export?_since=never', asynchronous, 400],
])('%s it is refused', async (_what, path, headers, status) => {
  const response = await ask(path, mira, headers);
  expect({ status: response.status, body: await response.json() }).toMatchObject({
    status,
    body: { resourceType: 'OperationOutcome' },
  });
});

test('it is for managers and for programs, and by the scopes of a token', async () => {
  for (const role of ['receptionist', 'doctor', 'auditor', 'patient'])
    expect([role, (await ask('/$export', { ...mira, roles: [role] }, asynchronous)).status]).toEqual([role, 403]);
  const scoped = { ...mira, scope: 'system/Patient.rs' };
  expect(await ask('/$export', scoped, asynchronous)).toMatchObject({ status: 403 });
  const outcome = await fhirClient(base.replace('/fhir/R4', ''), { ...mira, roles: ['nurse'] }).get(
    '/$export',
    asynchronous,
  );
  expect(outcome).toMatchObject({ status: 403 });
  const wide = { ...mira, scope: 'system/*.rs' };
  const { output } = await finish(await begin('/$export?_type=Patient', wide), wide);
  expect(output).toHaveLength(3);
  expect((await linesOf(output[0]?.url ?? '', wide)).length).toBeGreaterThan(0);
});
