import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fhirClient } from '../../fhir-tests/client';
import { loadServices } from '../../fleet/src/topology';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest, type TestedService } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';

// of db-init/sample-data
const patientId = '01900000-0000-7002-8000-000000000001';
const another = '01900000-0000-7002-8000-000000000002';

const start = async (name: string, more: Record<string, string> = {}): Promise<TestedService> => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const unreachable = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  const tested = await startForTest(service, { environment: { ...unreachable, ...more }, restrictions: 'asked' });
  await tested.run(readFileSync(path.join(__dirname, `../../db-init/sample-data/${name}.sql`), 'utf8'));
  return tested;
};

let patients: TestedService;
let appointments: TestedService;
let doctors: TestedService;
beforeAll(async () => {
  patients = await start('patient-service');
  appointments = await start('appointment-service', { PATIENT_SERVICE_URL: patients.served.url });
  doctors = await start('doctor-service');
});

const nurse = (scope: unknown, more: object = {}) => ({ sub: 'noor', roles: ['nurse'], scope, ...more });
const statusOf = async ({ served }: TestedService, claims: Record<string, unknown>, address: string) =>
  (await fhirClient(served.url, claims).get(address)).status;
const named = (family: string) => ({ resourceType: 'Patient', name: [{ family, given: ['Ada'] }] });

test.each([
  ['openid profile', 200, 200, 201],
  ['user/Patient.r', 200, 403, 403],
  ['user/Patient.s', 403, 200, 403],
  ['system/*.rs', 200, 200, 403],
  ['user/Patient.c', 403, 403, 201],
  ['user/*.cruds', 200, 200, 201],
  ['user/Patient.read', 200, 200, 403],
  ['user/Patient.write', 403, 403, 201],
  ['user/AllergyIntolerance.cruds', 403, 403, 403],
  ['launch/patient openid fhirUser', 403, 403, 403],
  ['user/Patient.rs?_id=1', 403, 403, 403],
  ['user/Patient.sr', 403, 403, 403],
  ['user/Patient.', 403, 403, 403],
  ['user/patient.rs', 403, 403, 403],
  [['openid', 'user/Patient.r'], 200, 403, 403],
])('%s: read %i, search %i, create %i', async (scope, read, search, create) => {
  const client = fhirClient(patients.served.url, nurse(scope));
  expect({
    read: (await client.get(`/Patient/${patientId}`)).status,
    search: (await client.get('/Patient?family=whit')).status,
    form: (await client.search('Patient', { family: 'whit' })).status,
    create: (await client.send('POST', '/Patient', named(`Of ${String(scope)}`))).status,
  }).toEqual({ read, search, form: search, create });
});

test('they never allow what the role does not', async () => {
  const claims = {
    sub: 'carl',
    roles: ['cashier'],
    scope: 'user/*.cruds system/*.cruds patient/*.cruds',
    patient: patientId,
  };
  expect(await statusOf(patients, claims, `/AllergyIntolerance?patient=${patientId}`)).toBe(403);
  const client = fhirClient(patients.served.url, claims);
  const { resource } = await client.get(`/Patient/${patientId}`);
  expect(resource).toMatchObject({ id: patientId });
  expect((await client.send('POST', '/Patient', named('Okafor'))).status).toBe(403);
});

test('an update needs u, and a history r', async () => {
  const address = `/Patient/${patientId}`;
  const put = async (scope: string) =>
    (await fhirClient(patients.served.url, nurse(scope)).send('PUT', address, named('Okafor'))).status;
  expect([await put('user/Patient.rcs'), await put('user/Patient.u')]).toEqual([403, 200]);
  for (const part of ['/_history', '/_history/1'])
    expect(await statusOf(patients, nurse('user/Patient.s'), `${address}${part}`)).toBe(403);
});

test('a create that looks first needs s as well', async () => {
  const looking = async (scope: string) => {
    const client = fhirClient(patients.served.url, nurse(scope, { patient: patientId }));
    return (await client.send('POST', '/Patient', named('Okafor'), { 'if-none-exist': 'family=Okafor' })).status;
  };
  expect([await looking('user/Patient.c'), await looking('patient/*.cruds')]).toEqual([403, 403]);
  expect([200, 412]).toContain(await looking('user/Patient.cs'));
});

test('a patch needs u', async () => {
  const patch = async (scope: string) => {
    const headers = { 'content-type': 'application/merge-patch+json', ...bearer(nurse(scope)) };
    const url = `${patients.served.url}/fhir/R4/Patient/${patientId}`;
    return (await fetch(url, { method: 'PATCH', headers, body: '{"birthDate":"1958"}' })).status;
  };
  expect([await patch('user/Patient.rcs'), await patch('user/Patient.u')]).toEqual([403, 200]);
});

test('as some issuers name them, in scp, they limit as well; what has another form is no token', async () => {
  expect(await statusOf(patients, nurse(undefined, { scp: ['user/Patient.s'] }), `/Patient/${patientId}`)).toBe(403);
  for (const wrong of [7, { 'user/Patient.r': true }, [['user/Patient.r']]])
    expect(await statusOf(patients, nurse(wrong), `/Patient/${patientId}`)).toBe(401);
});

describe('scopes for one patient', () => {
  const launched = (scope: string, patient: string | undefined = patientId) => nurse(scope, { patient });

  test('show that patient, and no other, by every door', async () => {
    const claims = launched('patient/*.rs');
    expect(await statusOf(patients, claims, `/Patient/${patientId}`)).toBe(200);
    expect(await statusOf(patients, claims, `/AllergyIntolerance?patient=${patientId}`)).toBe(200);
    for (const address of [`/Patient/${another}`, `/Patient/${another}/_history`, `/Patient/${another}/_history/1`])
      expect([address, await statusOf(patients, claims, address)]).toEqual([address, 404]);
    const client = fhirClient(appointments.served.url, claims);
    const mine = JSON.stringify((await client.get('/Appointment?_count=200')).resource);
    expect(mine).toContain(patientId);
    expect(mine).not.toContain(another);
    for (const asked of [`patient=${another}`, `actor=Patient/${another}`, `patient=${patientId},${another}`]) {
      const { status, resource } = await client.get(`/Appointment?${asked}`);
      expect([asked, status]).toEqual([asked, 200]);
      expect(JSON.stringify(resource)).not.toContain(`Patient/${another}`);
    }
  });

  test('do not find patients, and say by what one would', async () => {
    const { status, headers } = await fhirClient(patients.served.url, launched('patient/*.rs')).get(
      '/Patient?family=w',
    );
    expect(status).toBe(403);
    expect(headers.get('www-authenticate')).toBe(
      'Bearer realm="hospital", error="insufficient_scope", scope="user/Patient.s system/Patient.s"',
    );
  });

  test('change nothing of another', async () => {
    const { body } = await appointments.served.api.get('/appointments').query({ patientId: another, limit: 1 });
    const [theirs] = (body as { data: { id: string }[] }).data;
    const client = fhirClient(appointments.served.url, launched('patient/*.cruds'));
    const visit = (patient: string) => ({
      resourceType: 'Appointment',
      status: 'booked',
      start: '2031-03-03T09:00:00Z',
      end: '2031-03-03T09:30:00Z',
      participant: [
        { actor: { reference: `Patient/${patient}` }, status: 'accepted' },
        { actor: { reference: 'Practitioner/01900000-0000-7003-8000-000000000001' }, status: 'accepted' },
      ],
    });
    expect((await client.send('PUT', `/Appointment/${theirs?.id}`, visit(patientId))).status).toBe(404);
    expect((await client.send('POST', '/Appointment', visit(another))).status).toBe(400);
    // doctor-service does not answer here
    expect((await client.send('POST', '/Appointment', visit(patientId))).status).toBe(202);
  });

  test('without a patient allow nothing, and say so', async () => {
    const { status, resource } = await fhirClient(patients.served.url, nurse('patient/*.rs')).get(
      `/Patient/${patientId}`,
    );
    expect(status).toBe(403);
    expect(JSON.stringify(resource)).toContain('and names no patient');
  });

  test('are for a patient’s own record, and no other', async () => {
    const own = { sub: 'meg', roles: ['patient'], doctor_id: undefined, patient_id: patientId, scope: 'patient/*.rs' };
    expect(await statusOf(patients, own, `/Patient/${patientId}`)).toBe(200);
    expect(await statusOf(patients, { ...own, patient: another }, `/Patient/${another}`)).toBe(403);
    expect(await statusOf(patients, { ...own, patient: another }, `/Patient/${patientId}`)).toBe(403);
  });

  test('do not open a restricted record', async () => {
    await patients.served.api
      .put(`/patients/${another}/restriction`)
      .set(bearer({ roles: ['manager'] }))
      .send({ restricted: true, careTeam: [{ subject: 'dana', name: 'Dr. Dana' }] })
      .expect(200);
    expect(await statusOf(patients, launched('patient/*.rs', another), `/Patient/${another}`)).toBe(403);
  });

  test('let doctors be read, who are nobody’s', async () => {
    const claims = launched('patient/*.rs');
    for (const type of ['Practitioner', 'PractitionerRole', 'Schedule'])
      expect([type, await statusOf(doctors, claims, `/${type}?_count=1`)]).toEqual([type, 200]);
    expect(await statusOf(doctors, launched('patient/Patient.rs'), '/Practitioner')).toBe(403);
  });
});

test('a token with scopes is not for native paths', async () => {
  const claims = nurse('user/*.cruds system/*.cruds patient/*.cruds', { patient: patientId });
  for (const address of ['/patients', `/patients/${patientId}`, '/events']) {
    const { status, body } = await patients.served.api.get(address).set(bearer(claims));
    expect([address, status]).toEqual([address, 403]);
    expect(body).toMatchObject({ type: '/problems/outside-scopes' });
  }
  expect((await appointments.served.api.get('/slots').set(bearer(claims))).status).toBe(403);
});

test('every operation of FHIR is refused to a token whose scopes are for another type', async () => {
  for (const service of [patients, appointments, doctors]) {
    const { resource } = await fhirClient(service.served.url).get('/metadata');
    const { rest } = resource as { rest: { resource: { type: string; operation?: { name: string }[] }[] }[] };
    for (const { type, operation = [] } of rest[0]?.resource ?? [])
      for (const part of ['', `/${patientId}`, `/${patientId}/_history`, ...operation.map(({ name }) => `/$${name}`)]) {
        const status = await statusOf(
          service,
          { roles: ['nurse', 'manager'], scope: 'user/Basic.cruds' },
          `/${type}${part}`,
        );
        expect([type, part, [403, 404, 405].includes(status)]).toEqual([type, part, true]);
      }
  }
});
