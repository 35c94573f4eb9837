import { randomUUID } from 'node:crypto';
import { answers, isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import type { Appointment, Bundle, OperationOutcome } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startAppointmentService, works, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startAppointmentService({ timeZone: 'Europe/London' });
  fhir = fhirClient(hospital.served.url);
});
beforeEach(() => {
  hospital.doctors.behave(works());
  hospital.patients.behave(answers(200, { deceasedAt: null }));
});

const people = (patientId: string, doctorId: string) => [
  { actor: { reference: `Patient/${patientId}` }, required: 'required' as const, status: 'accepted' as const },
  {
    actor: { reference: `Practitioner/${doctorId}`, display: 'Elizabeth Blackwell' },
    required: 'required' as const,
    status: 'accepted' as const,
  },
];

let hour = 0;
/** At another time for each. */
const visit = (more: Partial<Appointment> = {}, patientId: string = randomUUID(), doctorId: string = randomUUID()) => {
  const start = new Date(Date.parse('2031-03-03T00:00:00Z') + hour++ * 3_600_000);
  const end = new Date(start.getTime() + 30 * 60_000);
  const written = (at: Date) => at.toISOString().replace('.000Z', '+00:00');
  return {
    resourceType: 'Appointment',
    status: 'booked',
    reasonCode: [{ text: 'Cough' }],
    start: written(start),
    end: written(end),
    minutesDuration: 30,
    participant: people(patientId, doctorId),
    ...more,
  } satisfies Appointment;
};

const create = async (asked: Appointment): Promise<Appointment & { id: string }> => {
  const { status, resource } = await fhir.send('POST', '/Appointment', asked);
  expect({ status, resource }).toMatchObject({ status: 201 });
  return resource as Appointment & { id: string };
};
const put = (resource: Appointment, headers?: Record<string, string>, client = fhir) =>
  client.send('PUT', `/Appointment/${resource.id}`, resource, headers);
const text = (resource: unknown) =>
  (resource as OperationOutcome).issue.map(({ details }) => details?.text ?? '').join(' ');
const patientOf = (resource: Appointment) => resource.participant[0]?.actor?.reference?.slice(-36) ?? '';
const doctorOf = (resource: Appointment) => resource.participant[1]?.actor?.reference?.slice(-36) ?? '';

describe('create', () => {
  test('books, and is read equal; natively it is the same appointment', async () => {
    const asked = visit();
    const made = await create(asked);
    const read = await fhir.get(`/Appointment/${made.id}`);
    expect(read.resource).toEqual(made);
    const { id, meta, created, specialty, ...rest } = made;
    expect(rest).toEqual(asked);
    expect({ specialty, created }).toMatchObject({
      specialty: [{ text: 'General practice' }],
      created: expect.anything(),
    });
    expect(read.headers.get('etag')).toBe(`W/"${meta?.versionId}"`);
    expect((await hospital.served.api.get(`/appointments/${id}`)).body).toMatchObject({
      status: 'booked',
      reason: 'Cough',
      durationMinutes: 30,
      patientId: patientOf(made),
      doctorId: doctorOf(made),
    });
    expect((await fhir.get(`/Appointment/${id}`, { 'if-none-match': `W/"${meta?.versionId}"` })).status).toBe(304);
  });

  test('without an answer of doctor-service it is 202, pending, and the doctor has not accepted', async () => {
    hospital.doctors.behave(isUnavailable);
    const { status, resource, headers } = await fhir.send('POST', '/Appointment', visit());
    expect({ status, resource }).toMatchObject({
      status: 202,
      resource: { status: 'pending', participant: [{ status: 'accepted' }, { status: 'needs-action' }] },
    });
    expect(headers.get('location')).toContain(`/fhir/R4/Appointment/${(resource as Appointment).id}/_history/`);
  });

  test('a taken time is refused with the free ones, by the same sentence as natively', async () => {
    const first = await create(visit());
    const again = { ...visit({}, randomUUID(), doctorOf(first)), start: first.start, end: first.end };
    const { status, resource } = await fhir.send('POST', '/Appointment', again);
    expect({ status, code: (resource as OperationOutcome).issue[0]?.code }).toEqual({ status: 409, code: 'conflict' });
    const native = await hospital.served.api
      .post('/appointments')
      .send({ patientId: patientOf(again), doctorId: doctorOf(first), time: first.start, durationMinutes: 30 });
    const { detail, alternatives } = native.body as { detail: string; alternatives: { time: string }[] };
    expect(text(resource)).toBe(detail);
    expect(alternatives).toHaveLength(3);
    for (const { time } of alternatives) expect(text(resource)).toContain(time);
  });

  test('a repeat with the same Idempotency-Key is the same appointment', async () => {
    const asked = visit();
    const key = { 'idempotency-key': randomUUID() };
    const first = await fhir.send('POST', '/Appointment', asked, key);
    const second = await fhir.send('POST', '/Appointment', asked, key);
    expect(second).toMatchObject({ status: 201, resource: first.resource as object });
  });

  test('a walk-in has arrived', async () => {
    const start = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    const made = await create(
      visit({
        status: 'arrived',
        appointmentType: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0276', code: 'WALKIN' }],
        },
        start: start.toISOString(),
        end: new Date(start.getTime() + 30 * 60_000).toISOString(),
      }),
    );
    expect(made).toMatchObject({ status: 'arrived', appointmentType: { coding: [{ code: 'WALKIN' }] } });
  });

  test.each([
    ['a comment', { comment: 'x' }, 'Appointment.comment'],
    ['a status that is not booked', { status: 'proposed' }, 'Appointment.status'],
    ['what is over', { status: 'fulfilled' }, 'recordedLate'],
    [
      'two patients',
      { participant: [...people(randomUUID(), randomUUID()), ...people(randomUUID(), randomUUID())] },
      'Appointment.participant',
    ],
    [
      'a location',
      { participant: [{ actor: { reference: `Location/${randomUUID()}` }, status: 'accepted' }] },
      'Appointment.participant[0].actor.reference',
    ],
    ['no end', { end: undefined }, 'Appointment.end'],
    ['an end before the start', { end: '2030-01-01T00:00:00Z' }, 'Appointment.end'],
    ['a time without its zone', { start: '2031-01-01T09:00:00' }, 'Appointment.start'],
    ['another duration', { minutesDuration: 31 }, 'Appointment.minutesDuration'],
    ['too long a visit', { end: '2031-12-31T00:00:00Z', minutesDuration: undefined }, 'Appointment.minutesDuration'],
    ['a slot of another time', { slot: [{ reference: `Slot/${randomUUID()}.1.30` }] }, 'Appointment.slot'],
    ['a reason for cancelling', { cancelationReason: { text: 'x' } }, 'Appointment.cancelationReason'],
    ['a specialty', { specialty: [{ text: 'x' }] }, 'Appointment.specialty'],
    ['a second reason', { reasonCode: [{ text: 'a' }, { text: 'b' }] }, 'Appointment.reasonCode'],
  ])('%s is refused by its name', async (_what, change, element) => {
    const { status, resource } = await fhir.send('POST', '/Appointment', { ...visit(), ...change });
    expect({ status, resource }).toMatchObject({ status: 400 });
    const named = (resource as OperationOutcome).issue.flatMap(({ expression = [] }) => expression);
    expect(`${named.join(' ')} ${text(resource)}`).toContain(element);
  });
});

describe('an update is one native operation', () => {
  test('cancelled, with its code, its words and who cancels', async () => {
    const made = await create(visit());
    const [patient, doctor] = made.participant as [Appointment['participant'][0], Appointment['participant'][0]];
    const { status, resource } = await put({
      ...made,
      status: 'cancelled',
      cancelationReason: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason', code: 'pat-fb' }],
        text: 'Feels better',
      },
      participant: [{ ...patient, status: 'declined' }, doctor],
    });
    expect({ status, resource }).toMatchObject({
      status: 200,
      resource: {
        status: 'cancelled',
        cancelationReason: { coding: [{ code: 'pat-fb' }], text: 'Feels better' },
        participant: [{ status: 'declined' }, { status: 'accepted' }],
      },
    });
    expect((await hospital.served.api.get(`/appointments/${made.id}`)).body).toMatchObject({
      cancellation: { code: 'pat-fb', reason: 'Feels better', by: 'patient' },
    });
    expect(await put(resource as Appointment)).toMatchObject({ status: 200, resource: resource as object });
    const back = await put({ ...made, meta: undefined });
    expect(back.status).toBe(422);
    expect(text(back.resource)).toContain('/reopen');
  });

  test('another time is a move; a taken one is refused with the free ones', async () => {
    const made = await create(visit());
    const taken = await create(visit({}, randomUUID(), doctorOf(made)));
    const { start, end } = visit();
    const moved = await put({ ...made, start, end });
    expect(moved).toMatchObject({ status: 200, resource: { start, end, minutesDuration: 30, status: 'booked' } });
    const refused = await put({
      ...(moved.resource as Appointment),
      start: taken.start,
      end: taken.end,
    });
    expect(refused.status).toBe(409);
    expect(text(refused.resource)).toContain('Free times: ');
  });

  test('longer, and with another doctor', async () => {
    const made = await create(visit());
    const end = new Date(Date.parse(made.start ?? '') + 45 * 60_000).toISOString();
    const { minutesDuration: _shorter, ...rest } = made;
    const longer = (await put({ ...rest, end })).resource as Appointment;
    expect(longer).toMatchObject({ minutesDuration: 45, start: made.start });
    const doctorId = randomUUID();
    const other = await put({ ...longer, participant: people(patientOf(made), doctorId) });
    expect(other).toMatchObject({ status: 200 });
    expect(doctorOf(other.resource as Appointment)).toBe(doctorId);
  });

  test('a move that doctor-service has not answered is 202, with both times', async () => {
    const made = await create(visit());
    hospital.doctors.behave(isUnavailable);
    const { start, end } = visit();
    const { status, resource } = await put({ ...made, start, end });
    expect({ status, resource }).toMatchObject({
      status: 202,
      resource: { start: made.start, requestedPeriod: [{ start, end }] },
    });
  });

  test('the reason, and that it is confidential', async () => {
    const made = await create(visit());
    const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }];
    const changed = await put({ ...made, reasonCode: [{ text: 'Fever' }], meta: { ...made.meta, security } });
    expect(changed).toMatchObject({
      status: 200,
      resource: { reasonCode: [{ text: 'Fever' }], meta: { security: [{ code: 'R' }] } },
    });
    // who does not see the reason does not clear it
    const desk = fhirClient(hospital.served.url, { roles: ['receptionist'] });
    const { resource } = await desk.get(`/Appointment/${made.id}`);
    expect(resource).not.toHaveProperty('reasonCode');
    expect(await put(resource as Appointment, {}, desk)).toMatchObject({ status: 200 });
    expect((await fhir.get(`/Appointment/${made.id}`)).resource).toMatchObject({ reasonCode: [{ text: 'Fever' }] });
    const { reasonCode: _cleared, ...without } = changed.resource as Appointment;
    expect((await put(without)).resource).not.toHaveProperty('reasonCode');
  });

  test('arrived, then fulfilled; no step is taken back without a reason', async () => {
    const start = new Date(Date.now() + 5 * 60_000).toISOString();
    const end = new Date(Date.now() + 35 * 60_000).toISOString();
    const made = await create(visit({ start, end }));
    const arrived = await put({ ...made, status: 'arrived' });
    expect(arrived).toMatchObject({ status: 200, resource: { status: 'arrived' } });
    expect(text((await put({ ...made, status: 'booked' })).resource)).toContain('/reopen');
    expect(await put({ ...made, status: 'fulfilled' })).toMatchObject({
      status: 200,
      resource: { status: 'fulfilled' },
    });
    expect(text((await put({ ...made, status: 'arrived' })).resource)).toContain('/reopen');
    const cancelled = await put({ ...made, status: 'cancelled' });
    expect({ status: cancelled.status, says: text(cancelled.resource) }).toEqual({
      status: 409,
      says: expect.stringContaining('is fulfilled: cancel is not possible'),
    });
  });

  test('missed, and moved to come again', async () => {
    const made = await create(visit());
    const early = await put({ ...made, status: 'noshow' });
    expect({ status: early.status, says: text(early.resource) }).toMatchObject({ status: 409 });
    await hospital.db.query(
      `update appointments set start_at = now() - interval '10 minutes', end_at = now() + interval '20 minutes' where id = $1`,
      [made.id],
    );
    const now = (await fhir.get(`/Appointment/${made.id}`)).resource as Appointment;
    const missed = await put({ ...now, status: 'noshow' });
    expect(missed).toMatchObject({ status: 200, resource: { status: 'noshow' } });
    const { start, end } = visit();
    expect(await put({ ...now, status: 'booked', start, end })).toMatchObject({
      status: 200,
      resource: { status: 'booked', start },
    });
  });

  test('two at once are refused, and name the native operations; nothing is changed', async () => {
    const made = await create(visit());
    const { start, end } = visit();
    const { status, resource } = await put({ ...made, start, end, status: 'cancelled' });
    expect(status).toBe(422);
    expect(text(resource)).toContain('POST /appointments/:id/reschedule');
    expect((await fhir.get(`/Appointment/${made.id}`)).resource).toEqual(made);
  });

  test.each([
    ['another patient', (made: Appointment) => ({ participant: people(randomUUID(), doctorOf(made)) }), 400],
    ['a specialty', () => ({ specialty: [{ text: 'Surgery' }] }), 400],
    ['another id', () => ({ id: randomUUID() }), 400],
    ['entered in error', () => ({ status: 'entered-in-error' as const }), 422],
  ])('%s is refused', async (_what, change, expected) => {
    const made = await create(visit());
    const { status } = await fhir.send('PUT', `/Appointment/${made.id}`, { ...made, ...change(made) });
    expect(status).toBe(expected);
    expect((await fhir.get(`/Appointment/${made.id}`)).resource).toEqual(made);
  });

  test('of another version is refused, and of two at once one wins', async () => {
    const made = await create(visit());
    const { start, end } = visit();
    const stale = await put({ ...made, start, end }, { 'if-match': 'W/"1"' });
    expect(stale).toMatchObject({ status: 412, resource: { issue: [{ code: 'conflict' }] } });
    const ifMatch = { 'if-match': `W/"${made.meta?.versionId}"` };
    const both = await Promise.all([
      put({ ...made, start, end }, ifMatch),
      put({ ...made, status: 'cancelled' }, ifMatch),
    ]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(both.filter(({ status }) => [412, 503].includes(status))).toHaveLength(1);
  });
});

test('every version can be read, with what each update did', async () => {
  const made = await create(visit());
  const { start, end } = visit();
  const moved = (await put({ ...made, start, end })).resource as Appointment;
  const history = (await fhir.get(`/Appointment/${made.id}/_history`)).resource as Bundle<Appointment>;
  expect(history.entry?.map(({ resource }) => resource?.start)).toEqual([start, made.start]);
  const version = `/Appointment/${made.id}/_history/${made.meta?.versionId}`;
  expect((await fhir.get(version)).resource).toEqual(made);
  expect((await fhir.get(`/Appointment/${made.id}/_history/${moved.meta?.versionId}`)).resource).toEqual(moved);
  expect((await fhir.get(`/Appointment/${made.id}/_history/99`)).status).toBe(404);
});
