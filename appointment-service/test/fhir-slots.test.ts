import { randomUUID } from 'node:crypto';
import { isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import type { Appointment, Bundle, OperationOutcome, Slot } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { aDoctor, noSuchDoctor, startAppointmentService, works, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startAppointmentService();
  fhir = fhirClient(hospital.served.url);
});
const hours = [['2031-03-03T09:00:00Z', '2031-03-03T11:00:00Z']] as const;
beforeEach(() => hospital.doctors.behave(works(hours)));

const day = 'start=ge2031-03-03T00:00:00Z&start=lt2031-03-04T00:00:00Z';
const text = (resource: unknown) =>
  (resource as OperationOutcome).issue.map(({ details }) => details?.text ?? '').join(' ');
const entries = async <R>(path: string, client = fhir): Promise<R[]> => {
  const { status, resource } = await client.get(path);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return ((resource as Bundle).entry ?? []).map((entry) => entry.resource as R);
};
const starts = async (query: string, client = fhir) =>
  (await entries<Slot>(`/Slot?${query}`, client)).map(({ start }) => start.slice(11, 16));
const people = (patientId: string, doctorId: string) => [
  { actor: { reference: `Patient/${patientId}` }, status: 'needs-action' },
  { actor: { reference: `Practitioner/${doctorId}` }, status: 'needs-action' },
];

describe('Slot', () => {
  test('the free times of a schedule, in pages; each is read by its id until it is taken', async () => {
    const doctorId = randomUUID();
    expect(await starts(`schedule=Schedule/${doctorId}&${day}`)).toEqual(['09:00', '09:30', '10:00', '10:30']);
    const { resource } = await fhir.get(`/Slot?schedule=${doctorId}&${day}&_count=3&status=free&_sort=start`);
    const next = (resource as Bundle).link
      ?.find(({ relation }) => relation === 'next')
      ?.url.replace(/^.*\/R4\/Slot\?/, '');
    expect(await starts(next ?? '')).toEqual(['10:30']);

    const [slot] = await entries<Slot>(`/Slot?schedule=${doctorId}&${day}`);
    expect(slot).toMatchObject({
      schedule: { reference: `Schedule/${doctorId}` },
      status: 'free',
      specialty: [{ text: aDoctor.specialty }],
      end: '2031-03-03T09:30:00+00:00',
    });
    const read = await fhir.get(`/Slot/${slot?.id}`);
    expect(read).toMatchObject({ status: 200, resource: slot as object });
    const made = await fhir.send('POST', '/Appointment', {
      resourceType: 'Appointment',
      status: 'booked',
      start: slot?.start,
      end: slot?.end,
      slot: [{ reference: `Slot/${slot?.id}` }],
      participant: people(randomUUID(), doctorId),
    });
    expect(made).toMatchObject({ status: 201 });
    expect(await fhir.get(`/Slot/${slot?.id}`)).toMatchObject({ status: 404 });
    expect(await starts(`schedule=${doctorId}&${day}`)).toEqual(['09:30', '10:00', '10:30']);
  });

  test('of every doctor of a specialty, by form', async () => {
    const ids = [randomUUID(), randomUUID()];
    hospital.doctors.behave(works(hours, {}, ids));
    const { resource } = await fhir.search('Slot', {
      specialty: 'General practice',
      start: '2031-03-03T10:00:00Z',
      _elements: 'end',
    });
    const slots = ((resource as Bundle<Slot>).entry ?? []).map((entry) => entry.resource);
    expect(slots.map((slot) => slot?.schedule.reference).sort()).toEqual(ids.map((id) => `Schedule/${id}`).sort());
    expect(slots[0]).not.toHaveProperty('specialty');
  });

  test.each([
    ['start=gt2031-03-03T09:30:00Z&start=le2031-03-03T10:00:00Z', ['10:00']],
    ['start=eq2031-03-03T09:00:00Z', ['09:00']],
    ['start=sa2031-03-03T10:29:59Z&start=eb2031-03-03T12:00:00Z', ['10:30']],
    ['start=2031-03-03T09:15:00Z', []],
    // an offset, and one whose plus was not escaped
    ['start=2031-03-03T10:00:00%2B01:00', ['09:00']],
    ['start=2031-03-03T10:00:00+01:00', ['09:00']],
  ])('%s', async (query, expected) => {
    expect(await starts(`schedule=${randomUUID()}&${query}`)).toEqual(expected);
  });

  test.each([
    ['status=busy', 'only free times'],
    ['start=2031-03-03', 'zone'],
    ['start=ne2031-03-03T09:00:00Z', 'prefixes'],
    ['_sort=-start', 'order of time'],
    ['appointment-type=x', 'not known here'],
    ['start=ge2031-03-03T00:00:00Z&start=lt2031-06-04T00:00:00Z', '60 days'],
  ])('%s is refused', async (query, says) => {
    const { status, resource } = await fhir.get(`/Slot?schedule=${randomUUID()}&${query}`);
    expect({ status, says: text(resource) }).toEqual({ status: 400, says: expect.stringContaining(says) });
  });

  test('without schedule and specialty it is refused; an unknown doctor, and no answer, are what they are', async () => {
    expect((await fhir.get(`/Slot?${day}`)).status).toBe(400);
    hospital.doctors.behave(noSuchDoctor);
    expect((await fhir.get(`/Slot?schedule=${randomUUID()}&${day}`)).status).toBe(422);
    hospital.doctors.behave(isUnavailable);
    expect((await fhir.get(`/Slot?schedule=${randomUUID()}&${day}`)).status).toBe(503);
  });

  test.each(['1', `${randomUUID()}.1.30`, `${randomUUID()}.99999999999999.30`, `${randomUUID()}.1930294800000.9999`])(
    'there is no Slot/%s',
    async (id) => {
      expect(await fhir.get(`/Slot/${id}`)).toMatchObject({
        status: 404,
        resource: { issue: [{ code: 'not-found' }] },
      });
    },
  );
});

describe('$find and $book', () => {
  const find = (more: string) =>
    entries<Appointment>(`/Appointment/$find?start=2031-03-03T00:00:00Z&end=2031-03-04T00:00:00Z&${more}`);
  const book = (parameter: object[], client = fhir) =>
    client.send('POST', '/Appointment/$book', { resourceType: 'Parameters', parameter });

  test('what is found is booked as it is', async () => {
    const [doctorId, patientId] = [randomUUID(), randomUUID()];
    const [first, ...others] = await find(`practitioner=Practitioner/${doctorId}&patient=Patient/${patientId}`);
    expect(others).toHaveLength(3);
    expect(first).toMatchObject({
      status: 'proposed',
      minutesDuration: 30,
      participant: [{ status: 'needs-action' }, {}],
    });
    const { status, resource } = await book([
      { name: 'appt-resource', resource: first },
      { name: 'reason', valueString: 'Cough' },
    ]);
    expect({ status, resource }).toMatchObject({
      status: 201,
      resource: { status: 'booked', start: '2031-03-03T09:00:00+00:00', reasonCode: [{ text: 'Cough' }] },
    });
    expect(resource).toMatchObject({ start: first?.start, end: first?.end });
    const again = await book([{ name: 'appt-resource', resource: first }]);
    expect(again.status).toBe(409);
    expect(text(again.resource)).toContain('Free times: 2031-03-03T09:30');
  });

  test('a slot is booked for a patient; found by Parameters for one, by whom they are elsewhere', async () => {
    const [doctorId, patientId] = [randomUUID(), randomUUID()];
    const [slot] = await entries<Slot>(`/Slot?schedule=${doctorId}&${day}`);
    const made = await book([
      { name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } },
      { name: 'patient', valueReference: { reference: `Patient/${patientId}` } },
    ]);
    expect(made).toMatchObject({ status: 201 });
    const { status, resource } = await fhir.send('POST', '/Appointment/$find', {
      resourceType: 'Parameters',
      parameter: [
        { name: 'practitioner', valueReference: { reference: `Practitioner/${randomUUID()}` } },
        { name: 'patient', valueReference: { reference: `Patient/${patientId}` } },
        { name: 'start', valueDateTime: '2031-03-03T00:00:00Z' },
        { name: 'end', valueDateTime: '2031-03-04T00:00:00Z' },
      ],
    });
    expect(status).toBe(200);
    expect(
      ((resource as Bundle<Appointment>).entry ?? []).map((entry) => entry.resource?.start?.slice(11, 16)),
    ).toEqual(['09:30', '10:00', '10:30']);
  });

  test.each([
    ['nothing', []],
    [
      'both',
      [
        { name: 'appt-resource', resource: {} },
        { name: 'slot', valueReference: { reference: `Slot/${randomUUID()}.1930294800000.30` } },
      ],
    ],
    ['no patient', [{ name: 'slot', valueReference: { reference: `Slot/${randomUUID()}.1930294800000.30` } }]],
    ['what is no slot', [{ name: 'slot', valueReference: { reference: 'Slot/1' } }]],
    ['what it does not know', [{ name: 'mood', valueString: 'good' }]],
    ['a null', [{ name: 'appt-resource', resource: null }]],
  ])('$book with %s is refused', async (_what, parameter) => {
    const { status, resource } = await book(parameter);
    expect({ status, resource }).toMatchObject({ status: 400, resource: { resourceType: 'OperationOutcome' } });
  });

  test('$find without its zone, or with what it does not know, is refused', async () => {
    for (const query of ['start=2031-03-03', 'end=2031', 'mood=good', 'practitioner=1'])
      expect((await fhir.get(`/Appointment/$find?${query}&specialty=x`)).status).toBe(400);
  });

  describe('$hold', () => {
    const hold = (parameter: object[], client = fhir) =>
      client.send('POST', '/Appointment/$hold', { resourceType: 'Parameters', parameter });
    const holdOne = async () => {
      const patientId = randomUUID();
      const [first] = await find(`practitioner=${randomUUID()}&patient=${patientId}`);
      const { status, resource } = await hold([{ name: 'appt-resource', resource: first }]);
      expect({ status, resource }).toMatchObject({
        status: 201,
        resource: {
          status: 'pending',
          start: first?.start,
          extension: [{ url: 'urn:hms:held-until' }],
          participant: [{ status: 'needs-action' }, { status: 'accepted' }],
        },
      });
      return { first, held: resource as Appointment };
    };

    test('takes the time for ten minutes; $book of what is held books it', async () => {
      const { first, held } = await holdOne();
      const minutes = (Date.parse(held.extension?.[0]?.valueInstant ?? '') - Date.now()) / 60_000;
      expect(minutes).toBeGreaterThan(9.9);
      expect(minutes).toBeLessThan(10.1);
      expect((await book([{ name: 'appt-resource', resource: first }])).status).toBe(409);
      const byType = await book([{ name: 'appt-resource', resource: held }]);
      expect({ status: byType.status, says: text(byType.resource) }).toEqual({
        status: 400,
        says: expect.stringContaining(`Appointment/${held.id}/$book`),
      });
      const booked = await fhir.send('POST', `/Appointment/${held.id}/$book`, { resourceType: 'Parameters' });
      expect(booked).toMatchObject({ status: 200, resource: { id: held.id, status: 'booked' } });
      expect(booked.resource).not.toHaveProperty('extension');
      const again = await fhir.send('POST', `/Appointment/${held.id}/$book`, {});
      expect({ status: again.status, says: text(again.resource) }).toEqual({
        status: 409,
        says: expect.stringContaining('confirm is not possible'),
      });
    });

    test('an update to booked books it; no other update changes until when it is held', async () => {
      const { held } = await holdOne();
      const put = (resource: object) => fhir.send('PUT', `/Appointment/${held.id}`, resource);
      expect(await put(held)).toMatchObject({ status: 200, resource: { status: 'pending' } });
      const longer = [{ url: 'urn:hms:held-until', valueInstant: '2031-03-03T08:00:00Z' }];
      expect(await put({ ...held, extension: longer })).toMatchObject({ status: 400 });
      const { extension, ...without } = held;
      expect(extension).toHaveLength(1);
      const participant = held.participant.map((one) => ({ ...one, status: 'accepted' }));
      expect(await put({ ...without, status: 'booked', participant })).toMatchObject({
        status: 200,
        resource: { status: 'booked' },
      });
    });

    test('without a patient, or of what is booked, it is refused', async () => {
      const doctorId = randomUUID();
      const [slot] = await entries<Slot>(`/Slot?schedule=${doctorId}&${day}`);
      const time = { name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } };
      expect((await hold([time])).status).toBe(400);
      const [found] = await find(`practitioner=${doctorId}&patient=${randomUUID()}`);
      const booked = { ...found, status: 'booked' };
      expect((await hold([{ name: 'appt-resource', resource: booked }])).status).toBe(400);
    });
  });

  test('a patient finds and books for themselves, as long as the visits of the doctor are', async () => {
    const [doctorId, patientId] = [randomUUID(), randomUUID()];
    const patient = fhirClient(hospital.served.url, { roles: ['patient'], patient_id: patientId });
    const slots = await entries<Slot>(`/Slot?schedule=${doctorId}&${day}`, patient);
    const parameters = (slot: Slot | undefined, who: string) => [
      { name: 'slot', valueReference: { reference: `Slot/${slot?.id}` } },
      { name: 'patient', valueReference: { reference: `Patient/${who}` } },
    ];
    expect(await book(parameters(slots[0], patientId), patient)).toMatchObject({
      status: 201,
      resource: { minutesDuration: 30 },
    });
    const other = await book(parameters(slots[1], randomUUID()), patient);
    expect({ status: other.status, says: text(other.resource) }).toEqual({
      status: 400,
      says: expect.stringContaining('must be your own id'),
    });
    const long = await patient.send('POST', '/Appointment', {
      resourceType: 'Appointment',
      status: 'booked',
      start: '2031-03-03T10:00:00Z',
      end: '2031-03-03T11:00:00Z',
      participant: people(patientId, doctorId),
    });
    expect({ status: long.status, says: text(long.resource) }).toEqual({
      status: 400,
      says: expect.stringContaining('Appointment.end must be 2031-03-03T10:30:00.000Z'),
    });
    hospital.doctors.behave(isUnavailable);
    expect((await book(parameters(slots[2], patientId), patient)).status).toBe(503);
  });
});
