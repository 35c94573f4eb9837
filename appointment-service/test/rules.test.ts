import { randomUUID } from 'node:crypto';
import { answers, isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import { noSuchDoctor, startAppointmentService, works, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService();
});
beforeEach(() => {
  harness.doctors.behave(works(monday));
  harness.patients.behave(answers(200, { deceasedAt: null }));
});

const monday = [
  ['2028-01-03T09:00:00Z', '2028-01-03T12:00:00Z'],
  ['2028-01-03T13:00:00Z', '2028-01-03T15:00:00Z'],
] as const;
const at = (time: string) => `2028-01-03T${time}:00Z`;

const book = (more: object = {}) =>
  harness.served.api
    .post('/appointments')
    .send({ patientId: randomUUID(), doctorId: randomUUID(), time: at('09:00'), ...more });
const countOf = async (patientId: string) =>
  (await harness.db.query('select from appointments where patient_id = $1', [patientId])).length;
const times = (body: unknown) =>
  (body as { alternatives: { time: string }[] }).alternatives.map(({ time }) => time.slice(11, 16));

describe('a booking is refused by the first rule that it breaks', () => {
  const doctorId = randomUUID();
  const patientId = randomUUID();
  beforeAll(async () => {
    harness.doctors.behave(works(monday));
    // both are taken at ten
    expect(await book({ doctorId, patientId, time: at('10:00') })).toMatchObject({ status: 201 });
  });
  const deceased = answers(200, { deceasedAt: '2027-01-01T00:00:00Z' });

  // each breaks the rules after its own as well
  it.each([
    ['doctor-exists', noSuchDoctor, { time: '2020-01-01T09:00:00Z' }, 422],
    ['doctor-is-active', works([], { active: false }), { time: '2020-01-01T09:00:00Z' }, 422],
    ['time-is-in-the-future', works(monday), { time: '2020-01-01T09:00:00Z' }, 422],
    ['doctor-is-available', works(monday), { time: at('11:45'), durationMinutes: 30 }, 422],
    ['doctor-is-free', works(monday), { time: at('10:15') }, 409],
    ['patient-is-free', works(monday), { time: at('10:15'), doctorId: randomUUID() }, 409],
    ['patient-is-alive', works(monday), { time: at('11:00'), doctorId: randomUUID() }, 422],
  ])('%s', async (rule, doctor, request, status) => {
    harness.doctors.behave(doctor);
    harness.patients.behave(deceased);
    const before = await countOf(patientId);
    expect(await book({ doctorId, patientId, ...request })).toMatchObject({ status, body: { rule } });
    expect(await countOf(patientId)).toBe(before);
  });

  it('patient-exists', async () => {
    harness.patients.behave(noSuchDoctor);
    expect(await book({})).toMatchObject({ status: 422, body: { rule: 'patient-exists' } });
  });
});

describe('a refusal about time', () => {
  it('carries the nearest times that are free for doctor and patient, and they can be booked', async () => {
    const [doctorId, patientId] = [randomUUID(), randomUUID()];
    await book({ doctorId, time: at('10:00') });
    await book({ patientId, time: at('10:30') });
    const refused = await book({ doctorId, patientId, time: at('10:00') });
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/slot-taken' } });
    expect(times(refused.body)).toEqual(['09:00', '09:30', '11:00']);
    for (const time of times(refused.body)) {
      expect(await book({ doctorId, patientId, time: at(time) })).toMatchObject({ status: 201 });
    }
  });

  it.each([
    ['lies outside working hours', at('12:00'), ['11:00', '11:30', '13:00']],
    ['has passed', '2020-01-01T09:00:00Z', []],
    ['fits only in part', at('14:45'), ['13:30', '14:00', '14:30']],
  ])('that %s does so too', async (_what, time, expected) => {
    expect(times((await book({ time })).body)).toEqual(expected);
  });

  it('that has passed offers what comes next', async () => {
    harness.doctors.behave(works());
    const refused = await book({ time: '2020-01-01T09:00:00Z' });
    expect(refused).toMatchObject({ status: 422, body: { rule: 'time-is-in-the-future' } });
    const { alternatives } = refused.body as { alternatives: { time: string }[] };
    expect(alternatives).toHaveLength(3);
    expect(await book({ time: alternatives[0]?.time })).toMatchObject({ status: 201 });
  });

  it('is remembered with them, and told again alike', async () => {
    const doctorId = randomUUID();
    await book({ doctorId });
    const body = { patientId: randomUUID(), doctorId, time: at('09:00') };
    const post = () => harness.served.api.post('/appointments').set('Idempotency-Key', doctorId).send(body);
    const first = await post();
    const again = await post();
    expect(times(first.body)).toEqual(['09:30', '10:00', '10:30']);
    expect(again).toMatchObject({ status: 409, text: first.text, headers: { 'idempotent-replayed': 'true' } });
  });

  it('says at least what the database said, while doctor-service is silent', async () => {
    const doctorId = randomUUID();
    await book({ doctorId });
    harness.doctors.behave(isUnavailable);
    expect(await book({ doctorId })).toMatchObject({ status: 409, body: { rule: 'doctor-is-free' } });
  });
});

describe('a booking without a length', () => {
  it("takes as long as this doctor's visits do", async () => {
    harness.doctors.behave(works(monday, { visitMinutes: 45 }));
    expect(await book()).toMatchObject({ status: 201, body: { durationMinutes: 45 } });
    expect(await book({ durationMinutes: 10 })).toMatchObject({ status: 201, body: { durationMinutes: 10 } });
  });

  it('is refused, and leaves nothing behind, where that meets another appointment', async () => {
    const [doctorId, patientId] = [randomUUID(), randomUUID()];
    await book({ doctorId, time: at('09:30') });
    harness.doctors.behave(works(monday, { visitMinutes: 45 }));
    const refused = await book({ doctorId, patientId });
    expect(refused).toMatchObject({ status: 409, body: { rule: 'doctor-is-free' } });
    expect(times(refused.body)).toEqual(['10:30', '11:15', '13:00']);
    expect(await countOf(patientId)).toBe(0);
  });
});

it('waits for patient-service as it does for doctor-service', async () => {
  harness.patients.behave(isUnavailable);
  expect(await book()).toMatchObject({ status: 202, body: { status: 'pending' } });
  // what doctor-service says is enough for a refusal
  harness.doctors.behave(noSuchDoctor);
  expect(await book()).toMatchObject({ status: 422, body: { rule: 'doctor-exists' } });
});

describe('overbooking with a reason', () => {
  const overbook = { reason: 'Emergency; agreed with Dr Blackwell' };

  it("goes outside the doctor's hours and onto a time that is taken, and is shown", async () => {
    const doctorId = randomUUID();
    await book({ doctorId });
    const both = [await book({ doctorId, overbook }), await book({ doctorId, overbook, time: at('20:00') })];
    for (const response of both) expect(response).toMatchObject({ status: 201, body: { overbook } });
    const list = await harness.served.api.get(`/appointments?doctorId=${doctorId}&overbooked=true`);
    expect((list.body as { data: unknown[] }).data).toHaveLength(2);
    const { id } = both[0]?.body as { id: string };
    expect(await harness.served.api.get(`/appointments/${id}/history`)).toMatchObject({
      body: { data: [{ changes: { overbook: { from: null, to: overbook } } }] },
    });
  });

  it("never goes onto the patient's own time, into the past, or to a doctor who takes no bookings", async () => {
    const patientId = randomUUID();
    await book({ patientId });
    expect(await book({ patientId, overbook })).toMatchObject({ status: 409, body: { rule: 'patient-is-free' } });
    expect(await book({ overbook, time: '2020-01-01T09:00:00Z' })).toMatchObject({ status: 422 });
    harness.doctors.behave(works([], { active: false }));
    expect(await book({ overbook })).toMatchObject({ status: 422, body: { rule: 'doctor-is-active' } });
  });

  it('leaves no way past the constraint for others, once what was there first is gone', async () => {
    const doctorId = randomUUID();
    const { body } = await book({ doctorId });
    await book({ doctorId, overbook });
    await harness.served.api.post(`/appointments/${(body as { id: string }).id}/cancel`).send({});
    expect(await book({ doctorId })).toMatchObject({ status: 409, body: { rule: 'doctor-is-free' } });
    const slots = await harness.served.api.get(`/slots?doctorId=${doctorId}&from=${at('09:00')}&to=${at('10:00')}`);
    expect((slots.body as { data: { time: string }[] }).data.map(({ time }) => time)).toEqual([
      '2028-01-03T09:30:00.000Z',
    ]);
  });

  it('wants a reason', async () => {
    expect(await book({ overbook: {} })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/overbook/reason' }] },
    });
  });
});
