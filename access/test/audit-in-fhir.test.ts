import type { AuditEvent, Bundle, Provenance } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { loadServices } from '../../fleet/src/topology';
import { startGateway } from '../../gateway/test/programs';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest, type TestedService } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';

const serviceNames = [
  'patient-service',
  'appointment-service',
  'prescription-service',
  'billing-service',
  'payment-service',
];
const rosa = bearer({ sub: 'rosa', name: 'Rosa Marin', roles: ['receptionist'], client_id: 'desk' });
const aldo = { sub: 'aldo', roles: ['auditor'], doctor_id: undefined };

let patients: TestedService;
let appointments: TestedService;
let gateway = '';
let auditor: FhirClient;
let all: FhirClient;
let id = '';

const start = (name: string, more: Record<string, string>): Promise<TestedService> => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const unreachable = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  return startForTest(service, { environment: { ...unreachable, ...more } });
};
const register = async (familyName: string): Promise<string> => {
  const { body } = (await patients.served.api.post('/patients').set(rosa).send({ familyName })) as {
    body: { id: string };
  };
  return body.id;
};
const found = <R>({ status, resource }: { status: number; resource: unknown }): R[] => {
  expect({ status, resource }).toMatchObject({ status: 200 });
  return ((resource as Bundle).entry ?? []).flatMap((entry) => (entry.resource as R) ?? []);
};
/** All pages at the gateway, of which each is `count` long at most. */
const pages = async (path: string, count: number, meanwhile: () => Promise<void>): Promise<AuditEvent[]> => {
  const read: AuditEvent[] = [];
  for (let next: string | undefined = `${gateway}/fhir/R4${path}&_count=${count}`; next !== undefined;) {
    const response = await fetch(next, { headers: bearer(aldo) });
    const resource = (await response.json()) as Bundle;
    const page = found<AuditEvent>({ status: response.status, resource });
    expect(page.length).toBeLessThanOrEqual(count);
    read.push(...page);
    next = resource.link?.find(({ relation }) => relation === 'next')?.url;
    await meanwhile();
  }
  return read;
};

beforeAll(async () => {
  const started = new Map<string, TestedService>();
  for (const name of serviceNames) {
    const patientService = started.get('patient-service')?.served.url;
    const more: Record<string, string> = patientService === undefined ? {} : { PATIENT_SERVICE_URL: patientService };
    started.set(name, await start(name, more));
  }
  patients = started.get('patient-service') as TestedService;
  appointments = started.get('appointment-service') as TestedService;
  const environment = Object.fromEntries(
    [...started].map(([name, { served }]) => [`${name.toUpperCase().replaceAll('-', '_')}_URL`, served.url]),
  );
  gateway = (await startGateway(environment)).url;
  auditor = fhirClient(patients.served.url, aldo);
  all = fhirClient(gateway, aldo);
  id = await register('Audited');
  await patients.served.api.get(`/patients/${id}`).set(bearer({ sub: 'noor', name: 'Noor', roles: ['nurse'] }));
  await patients.served.api.patch(`/patients/${id}`).set(rosa).send({ givenName: 'Ada' });
  await patients.served.api
    .patch(`/patients/${id}`)
    .set(bearer({ sub: 'otto', roles: ['cashier'] }))
    .send({ givenName: 'X' });
}, 120_000);

describe('AuditEvent of a service', () => {
  it('says who did what with whose data, and how it ended', async () => {
    const events = found<AuditEvent>(await auditor.get(`/AuditEvent?patient=Patient/${id}`));
    const told = events.map(({ agent, subtype, action, outcome }) => [
      agent[0]?.altId,
      subtype?.[0]?.code,
      action,
      outcome,
    ]);
    expect(told.slice(-4)).toEqual([
      ['otto', 'changePatient', undefined, '4'],
      ['rosa', 'changePatient', 'U', '0'],
      ['noor', 'getPatient', 'R', '0'],
      ['rosa', 'registerPatient', 'C', '0'],
    ]);
    expect(events.at(-1)).toMatchObject({
      id: expect.stringMatching(/^patient-service\.\d+$/),
      agent: [
        { name: 'Rosa Marin', requestor: true, role: [{ text: 'receptionist' }] },
        { who: { display: 'desk' }, requestor: false },
      ],
      entity: [{ what: { reference: `Patient/${id}` } }, { name: '/patients' }],
    });
  });

  it('has what natively is there, and is read by its id', async () => {
    const [event] = found<AuditEvent>(await auditor.get(`/AuditEvent?patient=${id}&subtype=getPatient`));
    const { body } = await patients.served.api.get('/audit').query({ patientId: id, operation: 'getPatient' });
    const [native] = (body as { data: { position: number; hash: string; at: string }[] }).data;
    expect(event).toMatchObject({ id: `patient-service.${native?.position}`, period: { start: native?.at } });
    expect(JSON.stringify(event)).toContain(native?.hash);
    const read = await auditor.get(`/AuditEvent/${event?.id}`);
    expect(read).toMatchObject({ status: 200, resource: event });
    for (const wrong of ['patient-service.0', 'billing-service.1', 'x', `patient-service.${'9'.repeat(15)}`])
      expect([wrong, (await auditor.get(`/AuditEvent/${wrong}`)).status]).toEqual([wrong, 404]);
  });

  it.each([
    ['agent:identifier=rosa', ['rosa']],
    ['altid=noor,otto', ['noor', 'otto']],
    ['outcome=4', ['otto']],
    ['outcome:not=4&subtype=changePatient', ['rosa']],
    ['date=ge2000-01-01&altid=noor', ['noor']],
    ['date=lt2000-01-01', []],
    ['agent:identifier=http://nobody|rosa', []],
  ])('is found by %s', async (query, who) => {
    const events = found<AuditEvent>(await auditor.get(`/AuditEvent?patient=${id}&${query}`));
    expect([...new Set(events.map(({ agent }) => agent[0]?.altId))].sort()).toEqual(who);
  });

  it.each(['agent=rosa', 'entity=Appointment/1', '_sort=date', 'type=rest', 'outcome=8'])(
    'refuses %s, and ignores nothing',
    async (query) => {
      expect(await auditor.get(`/AuditEvent?${query}`)).toMatchObject({ status: 400 });
    },
  );

  it('is for the auditor alone, and to read it is an event', async () => {
    for (const role of ['receptionist', 'manager', 'patient', 'integration'])
      expect(await fhirClient(patients.served.url, { sub: role, roles: [role] }).get('/AuditEvent')).toMatchObject({
        status: 403,
      });
    await auditor.search('AuditEvent', { patient: id });
    const [last] = found<AuditEvent>(
      await auditor.get(`/AuditEvent?patient=${id}&altid=aldo&subtype=fhirSearchAuditEvent`),
    );
    expect(last).toMatchObject({ outcome: '0', entity: [{ what: { reference: `Patient/${id}` } }, {}] });
  });
});

describe('Provenance of a service', () => {
  it('says who made which version, from which, and when', async () => {
    const [second, first] = found<Provenance>(await auditor.get(`/Provenance?target=Patient/${id}`));
    expect(second).toMatchObject({
      id: `Patient.${id}.2`,
      target: [{ reference: `Patient/${id}/_history/2` }],
      entity: [{ role: 'revision', what: { reference: `Patient/${id}/_history/1` } }],
      agent: [{ who: { identifier: { value: 'rosa' }, display: 'Rosa Marin' } }],
    });
    expect(first).toMatchObject({ activity: { coding: [{ code: 'CREATE' }] } });
    expect(first).not.toHaveProperty('entity');
    const { body } = await patients.served.api.get(`/patients/${id}/history`);
    expect((body as { data: { changedAt: string }[] }).data.map(({ changedAt }) => changedAt)).toEqual([
      second?.recorded,
      first?.recorded,
    ]);
    expect(await auditor.get(`/Provenance/${second?.id}`)).toMatchObject({ status: 200, resource: second });
    for (const wrong of [`Patient.${id}.3`, `Patient.${id}.0`, 'x', `Appointment.${id}.1`])
      expect([wrong, (await auditor.get(`/Provenance/${wrong}`)).status]).toEqual([wrong, 404]);
  });

  it.each([
    ['patient=', (of: string) => of, 2],
    ['target=', (of: string) => `Patient/${of}/_history/1`, 1],
    ['agent:identifier=rosa&patient=', (of: string) => of, 2],
    ['agent:identifier=noor&patient=', (of: string) => of, 0],
    ['recorded=lt2000&patient=', (of: string) => of, 0],
    ['target=', (of: string) => `Appointment/${of}`, 0],
  ])('is found by %s', async (query, value, count) => {
    expect(found(await auditor.get(`/Provenance?${query}${value(id)}`))).toHaveLength(count);
  });

  it('is as the native history: a patient sees their own alone', async () => {
    const own = fhirClient(patients.served.url, { sub: 'ada', roles: ['patient'], patient_id: id });
    expect(found<Provenance>(await own.get('/Provenance')).map((one) => one.id)).toEqual([
      `Patient.${id}.2`,
      `Patient.${id}.1`,
    ]);
    const other = await register('Another');
    expect(found(await own.get(`/Provenance?target=Patient/${other}`))).toEqual([]);
    expect(await own.get(`/Provenance/Patient.${other}.1`)).toMatchObject({ status: 404 });
    const cashier = fhirClient(patients.served.url, { sub: 'otto', roles: ['cashier'] });
    expect(await cashier.get('/Provenance')).toMatchObject({ status: 403 });
  });
});

describe('under the one base', () => {
  const readSome = async (n: number) => {
    const { api } = (n % 3 === 0 ? appointments : patients).served;
    await api.get(n % 3 === 0 ? `/appointments?patientId=${id}` : `/patients/${id}`).set(rosa);
  };
  beforeAll(async () => {
    for (let n = 0; n < 9; n++) await readSome(n);
  });

  it('pages of the events of all services neither repeat nor skip, newest first, while others go on', async () => {
    const query = `/AuditEvent?patient=${id}&altid=rosa,noor,otto`;
    const whole = found<AuditEvent>(await all.get(query));
    const times = whole.map(({ recorded }) => Date.parse(recorded));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const ids = whole.map((one) => one.id);
    expect(new Set(ids.map((one) => one?.split('.')[0]))).toEqual(new Set(['appointment-service', 'patient-service']));
    for (const count of [2, 5]) {
      let page = 0;
      const read = await pages(query, count, () => readSome(page++));
      const told = read.map((one) => one.id);
      expect(new Set(told).size).toBe(told.length);
      // what came meanwhile may be among them
      expect(told.filter((one) => ids.includes(one))).toEqual(ids);
    }
  });

  it('an id says which service it is of', async () => {
    const [event] = found<AuditEvent>(await all.get(`/AuditEvent?patient=${id}&_count=1`));
    expect(await all.get(`/AuditEvent/${event?.id}`)).toMatchObject({ status: 200, resource: { id: event?.id } });
    expect(await all.get(`/Provenance/Patient.${id}.2`)).toMatchObject({ status: 200 });
    for (const wrong of ['AuditEvent/x', 'AuditEvent/nobody.1', 'Provenance/x', `Provenance/Slot.${id}.1`])
      expect([wrong, (await all.get(`/${wrong}`)).status]).toEqual([wrong, 404]);
  });

  it('totals are those of all, a form searches as an address does, and a cursor of another search is refused', async () => {
    const { resource } = await all.get(`/AuditEvent?patient=${id}&altid=otto&_summary=count`);
    expect(resource).toMatchObject({ total: 1 });
    expect(found(await all.search('AuditEvent', { patient: id, altid: 'otto' }))).toHaveLength(1);
    expect(await all.get('/AuditEvent?_cursor=abc')).toMatchObject({ status: 400 });
    expect(await all.get('/AuditEvent?agent=x')).toMatchObject({ status: 400 });
  });

  it('who may see some of it sees that, and is told what is left out', async () => {
    const desk = fhirClient(gateway, { sub: 'rosa', roles: ['receptionist'], doctor_id: undefined });
    const { resource } = await desk.get(`/Provenance?patient=Patient/${id}`);
    const entries = (resource as Bundle).entry ?? [];
    expect(entries.map(({ search }) => search?.mode)).toEqual(['match', 'match', 'outcome']);
    expect(JSON.stringify(entries[2])).toContain('Provenance of prescription-service is left out');
    expect(await desk.get('/AuditEvent')).toMatchObject({ status: 403 });
  });

  it('what was found can be had with who made it', async () => {
    const manager = fhirClient(gateway, { sub: 'mira', roles: ['manager'], doctor_id: undefined });
    const { resource } = await manager.get(`/Patient?_id=${id}&_revinclude=Provenance:target`);
    const entries = (resource as Bundle).entry ?? [];
    expect(entries.map(({ search, resource: one }) => [search?.mode, one?.id])).toEqual([
      ['match', id],
      ['include', `Patient.${id}.2`],
      ['include', `Patient.${id}.1`],
    ]);
  });

  it('a chain of more than an address holds finds in all services, too', async () => {
    const everybody = fhirClient(gateway, { sub: 'aldo', roles: ['auditor', 'manager'], doctor_id: undefined });
    const chained = `/AuditEvent?patient.name=Audited&altid=rosa${',nobody'.repeat(700)}`;
    const services = found<AuditEvent>(await everybody.get(chained)).map((one) => one.id?.split('.')[0]);
    expect(services).toEqual(expect.arrayContaining(['appointment-service', 'patient-service']));
  });

  it('metadata tells of each once', async () => {
    const { resource } = await all.get('/metadata');
    const types = (resource as { rest: { resource: { type: string }[] }[] }).rest[0]?.resource.map(({ type }) => type);
    expect(types?.filter((type) => type === 'AuditEvent' || type === 'Provenance')).toEqual([
      'AuditEvent',
      'Provenance',
    ]);
  });
});
