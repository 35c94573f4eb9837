import type { Bundle, OperationOutcome, Practitioner, PractitionerRole, Resource, Schedule } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { everyDay, serveDoctors } from './fixtures';

const hospital = serveDoctors();
let fhir: FhirClient;
let patient: FhirClient;
beforeAll(() => {
  fhir = fhirClient(hospital.served().url);
  patient = fhirClient(hospital.served().url, {
    roles: ['patient'],
    patient_id: '0192f3c4-5b6a-7cde-8f01-23456789abcd',
  });
});

const add = async (more: object = {}) => {
  const path = await hospital.addDoctor(more);
  return { path, id: path.slice(-36) };
};
const read = async <R extends Resource>(path: string, client = fhir): Promise<R> => {
  const { status, resource } = await client.get(path);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return resource as R;
};
const found = async (path: string, client = fhir) =>
  ((await read<Bundle>(path, client)).entry ?? []).map((entry) => entry.resource?.id);
const text = (resource: unknown) =>
  (resource as OperationOutcome).issue.map(({ details }) => details?.text ?? '').join(' ');

const blackwell = {
  givenName: 'Elizabeth',
  familyName: 'Black-Well',
  specialty: 'Général practice',
  licenseNumber: 'GP-17',
  email: 'eliza@example.org',
  phone: '+442079460018',
};

describe('Practitioner', () => {
  let id: string;
  beforeAll(async () => {
    ({ id } = await add(blackwell));
    await add({ familyName: 'Gone', active: false });
  });

  test('is who the doctor is, with the licence', async () => {
    const { meta, ...rest } = await read<Practitioner>(`/Practitioner/${id}`);
    expect(meta).toMatchObject({ versionId: '1' });
    expect(rest).toEqual({
      resourceType: 'Practitioner',
      id,
      identifier: [
        {
          use: 'official',
          type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MD' }] },
          value: 'GP-17',
        },
      ],
      active: true,
      name: [{ use: 'official', family: 'Black-Well', given: ['Elizabeth'] }],
      telecom: [
        { system: 'phone', value: '+442079460018' },
        { system: 'email', value: 'eliza@example.org' },
      ],
    });
  });

  test.each([
    ['name=blackwell', true],
    ['name=eliza', true],
    ['name=well eliza', true],
    ['name=well mary', false],
    ['name:exact=Elizabeth', true],
    ['name:exact=elizabeth', false],
    ['family=black', true],
    ['family=well', false],
    ['family:contains=well', true],
    ['given=eliz', true],
    ['identifier=gp17', true],
    ['identifier=|GP-17', true],
    ['identifier=GP-18', false],
    ['phone=%2B442079460018', true],
    ['phone=+442079460018', true],
    ['phone=phone|%2B442079460018', true],
    ['phone=1', false],
    ['email=ELIZA@example.org', true],
    ['email=b@example.org', false],
    ['name=blackwell&active=true', true],
    ['name=blackwell&active=false', false],
    ['name=blackwell&_lastUpdated=ge2020', true],
    ['name=blackwell&_lastUpdated=lt2020', false],
  ])('%s: %s', async (query, isFound) => {
    expect(await found(`/Practitioner?${query}`)).toEqual(isFound ? [id] : []);
  });

  test('by id, and in pages', async () => {
    expect(await found(`/Practitioner?_id=${id}`)).toEqual([id]);
    const { link, entry } = await read<Bundle>('/Practitioner?_count=1&_sort=-_lastUpdated');
    expect([link?.map(({ relation }) => relation), entry?.length]).toEqual([['self', 'next'], 1]);
  });

  test.each(['specialty=x', 'identifier=urn:x|GP-17', 'active=maybe', 'telecom=1', 'name:sounds=x'])(
    '%s is refused',
    async (query) => {
      expect(await fhir.get(`/Practitioner?${query}`)).toMatchObject({
        status: 400,
        resource: { resourceType: 'OperationOutcome' },
      });
    },
  );

  test('an update is the whole resource, and leaves alone what FHIR has elsewhere', async () => {
    const { id: own, path } = await add({ ...blackwell, licenseNumber: 'UP-1', visitMinutes: 45 });
    const before = await read<Practitioner>(`/Practitioner/${own}`);
    const { telecom: _cleared, ...rest } = before;
    const asked = { ...rest, name: [{ family: 'Jex', given: ['Sophia'] }] };
    expect(await fhir.send('PUT', `/Practitioner/${own}`, asked, { 'if-match': 'W/"7"' })).toMatchObject({
      status: 412,
    });
    const updated = await fhir.send('PUT', `/Practitioner/${own}`, asked, { 'if-match': 'W/"1"' });
    expect(updated).toMatchObject({ status: 200, resource: { meta: { versionId: '2' }, name: [{ family: 'Jex' }] } });
    expect((await hospital.api().get(path)).body).toMatchObject({
      ...{ familyName: 'Jex', givenName: 'Sophia', phone: null, email: null },
      ...{ specialty: 'Général practice', visitMinutes: 45, licenseNumber: 'UP-1' },
    });
    const taken = await fhir.send('PUT', `/Practitioner/${own}`, { ...asked, identifier: [{ value: 'gp 17' }] });
    expect({ status: taken.status, says: text(taken.resource) }).toEqual({
      status: 409,
      says: expect.stringMatching(/registered already/),
    });
  });

  test.each([
    ['a photo', { photo: [{ title: 'me' }] }, 'Practitioner.photo'],
    ['no licence', { identifier: undefined }, 'Practitioner.identifier'],
    ['a qualification', { qualification: [{ code: { text: 'x' } }] }, 'Practitioner.qualification'],
    ['no name', { name: [{}] }, 'Practitioner.name[0].family'],
    ['a wrong number', { telecom: [{ system: 'phone', value: 'x' }] }, "Practitioner.telecom.where(system = 'phone')"],
  ])('%s is refused by its name', async (_what, change, element) => {
    const before = await read<Practitioner>(`/Practitioner/${id}`);
    const { status, resource } = await fhir.send('PUT', `/Practitioner/${id}`, { ...before, ...change });
    expect({ status, resource }).toMatchObject({ status: 400 });
    expect((resource as OperationOutcome).issue.flatMap(({ expression = [] }) => expression)).toContain(element);
  });

  test('none is created: what a doctor practises is in PractitionerRole', async () => {
    expect((await fhir.send('POST', '/Practitioner', { resourceType: 'Practitioner' })).status).toBe(405);
  });

  test('a patient sees no licence, number and address, and may not search by them', async () => {
    const seen = await read<Practitioner>(`/Practitioner/${id}`, patient);
    expect(Object.keys(seen).sort()).toEqual(['active', 'id', 'meta', 'name', 'resourceType']);
    expect(await found('/Practitioner?name=blackwell', patient)).toEqual([id]);
    for (const query of ['identifier=GP-17', 'phone=%2B442079460018', 'email=eliza@example.org'])
      expect((await patient.get(`/Practitioner?${query}`)).status).toBe(400);
    expect((await patient.send('PUT', `/Practitioner/${id}`, seen)).status).toBe(403);
  });
});

describe('PractitionerRole and Schedule', () => {
  const weekly = [
    ...['mon', 'tue'].map((day) => ({ day, start: '09:00', end: '12:30' })),
    { day: 'fri', start: '22:00', end: '24:00' },
    { day: 'sat', start: '00:00', end: '24:00' },
  ];
  let role: { id: string; path: string };
  beforeAll(async () => {
    role = await add({ ...blackwell, licenseNumber: 'R-1', specialty: 'Chirurgie', timeZone: 'Europe/Paris' });
    await hospital.putSchedule(role.path, weekly, { validTo: '2099-12-31' });
    await hospital.putSchedule(role.path, [{ day: 'wed', start: '10:00', end: '11:00' }], { validFrom: '2100-01-01' });
  });

  test('what is practised, and the hours of today; others in words', async () => {
    expect(await read<PractitionerRole>(`/PractitionerRole/${role.id}`)).toEqual({
      resourceType: 'PractitionerRole',
      id: role.id,
      meta: { versionId: expect.stringMatching(/^1\.\d+$/) },
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/timezone', valueCode: 'Europe/Paris' }],
      active: true,
      practitioner: { reference: `Practitioner/${role.id}`, display: 'Elizabeth Black-Well' },
      code: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/practitioner-role', code: 'doctor' }] }],
      specialty: [{ text: 'Chirurgie' }],
      availableTime: [
        { daysOfWeek: ['mon', 'tue'], availableStartTime: '09:00:00', availableEndTime: '12:30:00' },
        { daysOfWeek: ['fri'], availableStartTime: '22:00:00', availableEndTime: '00:00:00' },
        { daysOfWeek: ['sat'], allDay: true },
      ],
      availabilityExceptions: 'These hours count to 2099-12-31. Hours from 2100-01-01: wed 10:00–11:00.',
    });
  });

  test('the calendar, from the first to the last day of hours', async () => {
    const { id } = role;
    expect(await read<Schedule>(`/Schedule/${id}`)).toMatchObject({
      active: true,
      specialty: [{ text: 'Chirurgie' }],
      actor: [{ reference: `Practitioner/${id}` }, { reference: `PractitionerRole/${id}` }],
    });
    const bounded = await add();
    await hospital.putSchedule(bounded.path, everyDay('09:00', '17:00'), {
      validFrom: '2031-01-01',
      validTo: '2031-06-30',
    });
    expect((await read<Schedule>(`/Schedule/${bounded.id}`)).planningHorizon).toEqual({
      start: '2031-01-01',
      end: '2031-06-30',
    });
    expect(await read<PractitionerRole>(`/PractitionerRole/${bounded.id}`)).not.toHaveProperty('availableTime');
  });

  test('a new version when the hours change, and when the doctor does', async () => {
    const own = await add();
    const etag = async () => (await fhir.get(`/PractitionerRole/${own.id}`)).headers.get('etag') ?? '';
    const first = await etag();
    const always = await read<PractitionerRole>(`/PractitionerRole/${own.id}`);
    expect(always.availableTime).toEqual([
      { daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], allDay: true },
    ]);
    await hospital.putSchedule(own.path, everyDay('09:00', '17:00'));
    const second = await etag();
    await hospital.api().patch(own.path).send({ specialty: 'Urology' });
    expect(new Set([first, second, await etag()]).size).toBe(3);
    expect((await fhir.get(`/Schedule/${own.id}`, { 'if-none-match': await etag() })).status).toBe(304);
  });

  test.each([
    ['PractitionerRole?specialty=CHIRURGIE', true],
    ['PractitionerRole?specialty=|chirurgie', true],
    ['PractitionerRole?specialty=chir', false],
    ['PractitionerRole?practitioner=Practitioner/:id', true],
    ['PractitionerRole?practitioner=:id&active=false', false],
    ['PractitionerRole?_id=:id&practitioner=:id', true],
    ['PractitionerRole?practitioner=:id&practitioner=0192f3c4-5b6a-7cde-8f01-23456789abcd', false],
    ['Schedule?actor=Practitioner/:id', true],
    ['Schedule?actor=PractitionerRole/:id', true],
    ['Schedule?actor=:id', true],
    ['Schedule?actor=0192f3c4-5b6a-7cde-8f01-23456789abcd', false],
    ['Schedule?specialty=chirurgie&active=true', true],
    ['Schedule?specialty=chirurgie&active:not=true', false],
  ])('%s: %s', async (query, isFound) => {
    expect(await found(`/${query.replaceAll(':id', role.id)}`)).toEqual(isFound ? [role.id] : []);
    expect(await found(`/${query.replaceAll(':id', role.id)}`, patient)).toEqual(isFound ? [role.id] : []);
  });

  test.each([
    'PractitionerRole?_lastUpdated=gt2020',
    'PractitionerRole?role=doctor',
    'Schedule?date=2031',
    'Schedule?actor=Patient/1',
  ])('%s is refused', async (query) => {
    expect((await fhir.get(`/${query}`)).status).toBe(400);
  });

  test('a patient sees hours and specialty; nobody changes them here', async () => {
    expect(await read<PractitionerRole>(`/PractitionerRole/${role.id}`, patient)).toMatchObject({
      specialty: [{ text: 'Chirurgie' }],
    });
    expect((await fhir.send('PUT', `/PractitionerRole/${role.id}`, {})).status).toBe(405);
    expect((await fhir.get(`/Schedule/${role.id}/_history`)).status).toBe(404);
    expect((await fhir.get('/Schedule/0192f3c4-5b6a-7cde-8f01-23456789abcd')).status).toBe(404);
  });
});
