import { randomUUID } from 'node:crypto';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, isUnavailable, type Behaviour } from '@hms/service-kit/testing/stub-upstream';
import { noSuchDoctor, startAppointmentService, works, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService();
  await harness.startWorker();
});

const noSuchPatient = noSuchDoctor;
const alive = answers(200, { deceasedAt: null, active: true });
const dead = answers(200, { deceasedAt: '2026-01-01T00:00:00Z', active: true });
const inactive = answers(200, { deceasedAt: null, active: false });
const nonsense = answers(400, { type: '/problems/invalid-request', detail: 'no such id' });
const whoNot = [
  ['unknown', noSuchPatient, 'patient-unknown'],
  ['dead', dead, 'patient-deceased'],
  ['inactive', inactive, 'patient-inactive'],
  ['no patient by the id', nonsense, 'patient-unknown'],
] as const;

/** Answers as these say about their patients, and that all others are alive. */
const patientsAre = (known: Record<string, Behaviour>) =>
  harness.patients.behave((request, response) => {
    const id = request.url.split('/')[2] ?? '';
    (known[id] ?? alive)(request, response);
  });
beforeEach(() => {
  harness.doctors.behave(works());
  patientsAre({});
});

const at = (time: string) => `2031-10-01T${time}:00Z`;
const post = (path: string, body: object = {}) => harness.served.api.post(path).send(body);
const get = async (path: string) => (await harness.served.api.get(path)).body as Record<string, unknown>;
const book = async (more: object = {}): Promise<string> => {
  const visit = { patientId: randomUUID(), doctorId: randomUUID(), time: at('10:00'), ...more };
  const response = await post('/appointments', visit);
  expect(response).toMatchObject({ status: 201 });
  return (response.body as { id: string }).id;
};
const wish = (more: object) => ({ patientId: randomUUID(), earliest: at('00:00'), latest: at('23:59'), ...more });
const join = async (more: object): Promise<string> => {
  const response = await post('/waitlist', wish(more));
  expect(response).toMatchObject({ status: 201, body: { status: 'waiting' } });
  return (response.body as { id: string }).id;
};
const entryOnce = (id: string, status: string) =>
  eventually(
    () => get(`/waitlist/${id}`),
    (entry) => entry['status'] === status,
  );
const today = (id: string, minutes = -10) =>
  harness.db.query(
    `update appointments set start_at = now() + $2::integer * interval '1 minute',
       end_at = now() + ($2::integer + 30) * interval '1 minute' where id = $1`,
    [id, minutes],
  );
const liveOf = async (patientId: string) =>
  (
    await harness.db.query(`select from appointments where patient_id = $1 and status in ('pending', 'booked')`, [
      patientId,
    ])
  ).length;
const freed = () => harness.db.query<{ id: string }>('select id from freed_times');

describe.each(whoNot)('a patient who is %s', (_what, who, type) => {
  const refusal = { status: 422, body: { type: `/problems/${type}` } };

  it('is not booked', async () => {
    const patientId = randomUUID();
    patientsAre({ [patientId]: who });
    const visit = { patientId, doctorId: randomUUID(), time: at('10:00') };
    expect(await post('/appointments', visit)).toMatchObject(refusal);
    expect(await liveOf(patientId)).toBe(0);
  });

  it.each([{ doctorId: randomUUID() }, { specialty: 'General practice' }])('does not join for %o', async (whom) => {
    const patientId = randomUUID();
    patientsAre({ [patientId]: who });
    expect(await post('/waitlist', wish({ patientId, ...whom }))).toMatchObject(refusal);
    expect(await harness.db.query('select from waitlist_entries where patient_id = $1', [patientId])).toEqual([]);
  });

  it('joins no waiting list while patient-service was away either', async () => {
    const patientId = randomUUID();
    patientsAre({ [patientId]: isUnavailable });
    const joined = await post('/waitlist', wish({ patientId, specialty: 'General practice' }));
    expect(joined).toMatchObject({ status: 202, headers: { 'retry-after': '2' }, body: { status: 'pending' } });
    patientsAre({ [patientId]: who });
    const ended = await entryOnce((joined.body as { id: string }).id, 'cancelled');
    expect(ended).toMatchObject({ status: 'cancelled', endedBecause: expect.stringContaining(patientId) });
  });

  it('is offered nothing; the time goes to the next', async () => {
    const doctorId = randomUUID();
    const [patientId, booked] = [randomUUID(), await book({ doctorId })];
    const [first, next] = [await join({ doctorId, patientId }), await join({ doctorId })];
    patientsAre({ [patientId]: who });
    harness.doctors.behave(works([[at('10:00'), at('10:30')]]));
    await post(`/appointments/${booked}/cancel`);
    expect(await entryOnce(next, 'offered')).toMatchObject({ status: 'offered' });
    expect(await get(`/waitlist/${first}`)).toMatchObject({
      status: 'cancelled',
      offer: null,
      endedBecause: expect.stringContaining(patientId),
    });
  });

  it.each(['at once', 'after a 202'])('cannot accept, which is said %s; the time goes to the next', async (when) => {
    const doctorId = randomUUID();
    const [patientId, booked] = [randomUUID(), await book({ doctorId })];
    const first = await join({ doctorId, patientId });
    harness.doctors.behave(works([[at('10:00'), at('10:30')]]));
    await post(`/appointments/${booked}/cancel`);
    await entryOnce(first, 'offered');
    const next = await join({ doctorId });
    if (when === 'at once') {
      patientsAre({ [patientId]: who });
      expect(await post(`/waitlist/${first}/accept`)).toMatchObject(refusal);
    } else {
      patientsAre({ [patientId]: isUnavailable });
      const accepted = await post(`/waitlist/${first}/accept`);
      expect(accepted).toMatchObject({ status: 202, headers: { 'retry-after': '2' }, body: { status: 'accepted' } });
      const { appointmentId } = (accepted.body as { offer: { appointmentId: string } }).offer;
      expect(await get(`/appointments/${appointmentId}`)).toMatchObject({ status: 'pending', heldUntil: null });
      patientsAre({ [patientId]: who });
      expect(await entryOnce(first, 'cancelled')).toMatchObject({ refusedOffer: { type: `/problems/${type}` } });
      expect(await get(`/appointments/${appointmentId}`)).toMatchObject({ cancellation: { by: 'system' } });
    }
    expect(await get(`/waitlist/${first}`)).toMatchObject({ status: 'cancelled', endedBecause: expect.any(String) });
    expect(await liveOf(patientId)).toBe(0);
    expect(await entryOnce(next, 'offered')).toMatchObject({ status: 'offered' });
  });

  it('is not moved, neither at once nor after a 202', async () => {
    const patientId = randomUUID();
    const id = await book({ patientId });
    const before = await get(`/appointments/${id}`);
    patientsAre({ [patientId]: who });
    expect(await post(`/appointments/${id}/reschedule`, { time: at('15:00') })).toMatchObject(refusal);
    expect(await get(`/appointments/${id}`)).toEqual(before);

    patientsAre({ [patientId]: isUnavailable });
    expect(await post(`/appointments/${id}/reschedule`, { time: at('15:00') })).toMatchObject({ status: 202 });
    patientsAre({ [patientId]: who });
    const kept = await eventually(
      () => get(`/appointments/${id}`),
      ({ refusedMove }) => refusedMove !== null,
    );
    expect(kept).toMatchObject({ time: before['time'], waitingMove: null, refusedMove: { type: `/problems/${type}` } });
  });

  it('is not booked again by reopening', async () => {
    const patientId = randomUUID();
    const [cancelled, missed, arrived] = [
      await book({ patientId }),
      await book({ patientId, time: at('11:00') }),
      await book({ patientId, time: at('12:00') }),
    ];
    await post(`/appointments/${cancelled}/cancel`).expect(200);
    await today(missed, -60);
    await post(`/appointments/${missed}/no-show`).expect(200);
    await today(arrived);
    await post(`/appointments/${arrived}/arrive`).expect(200);
    patientsAre({ [patientId]: who });
    for (const id of [cancelled, missed, arrived]) {
      const before = await get(`/appointments/${id}`);
      expect(await post(`/appointments/${id}/reopen`, { reason: 'Wrong line' })).toMatchObject(refusal);
      expect(await get(`/appointments/${id}`)).toEqual(before);
    }
  });
});

it.each([
  ['unknown', 422, noSuchPatient],
  ['dead', 422, dead],
  ['inactive', 200, inactive],
  ['not to be asked about', 200, isUnavailable],
] as const)('a patient who is %s and stands at the desk: %s', async (_what, status, who) => {
  const patientId = randomUUID();
  const id = await book({ patientId });
  await today(id);
  patientsAre({ [patientId]: who });
  expect(await post(`/appointments/${id}/arrive`)).toMatchObject({ status });
  expect(await get(`/appointments/${id}`)).toMatchObject({ status: status === 200 ? 'arrived' : 'booked' });
});

it('says how to mend a record that is not active', async () => {
  const patientId = randomUUID();
  patientsAre({ [patientId]: inactive });
  expect(await post('/appointments', { patientId, doctorId: randomUUID(), time: at('10:00') })).toMatchObject({
    body: { rule: 'patient-is-active', detail: expect.stringContaining(`PATCH /patients/${patientId}`) },
  });
});

it('ends every wait of a patient of whom any door learns that he or she has died, and no booked visit', async () => {
  const patientId = randomUUID();
  const booked = await book({ patientId });
  const entries = [
    await join({ patientId, doctorId: randomUUID() }),
    await join({ patientId, specialty: 'Cardiology' }),
  ];
  patientsAre({ [patientId]: dead });
  await post('/appointments', { patientId, doctorId: randomUUID(), time: at('15:00') }).expect(422);
  for (const id of entries) {
    expect(await get(`/waitlist/${id}`)).toMatchObject({
      status: 'cancelled',
      endedBecause: expect.stringContaining('deceased'),
    });
  }
  // what a person has to look at
  expect(await get(`/appointments?patientId=${patientId}&status=booked&from=${at('00:00')}`)).toMatchObject({
    data: [{ id: booked, status: 'booked' }],
  });
  expect(await get(`/waitlist?patientId=${patientId}&status=waiting`)).toMatchObject({ data: [] });
});

describe('a doctor', () => {
  it.each([
    ['unknown', noSuchDoctor, 'doctor-unknown'],
    ['inactive', works([], { active: false }), 'doctor-inactive'],
  ])('who is %s is not waited for', async (_what, who, type) => {
    const patientId = randomUUID();
    harness.doctors.behave(who);
    const refused = await post('/waitlist', wish({ patientId, doctorId: randomUUID() }));
    expect(refused).toMatchObject({ status: 422, body: { type: `/problems/${type}` } });
    expect(await harness.db.query('select from waitlist_entries where patient_id = $1', [patientId])).toEqual([]);
  });

  it('who does not respond is waited for as soon as it is known who it is', async () => {
    harness.doctors.behave(isUnavailable);
    const joined = await post('/waitlist', wish({ doctorId: randomUUID() }));
    expect(joined).toMatchObject({ status: 202, body: { status: 'pending' } });
    harness.doctors.behave(works());
    expect(await entryOnce((joined.body as { id: string }).id, 'waiting')).toMatchObject({ endedBecause: null });
  });

  it('who has leave since the offer is not booked; the patient waits on, and is not offered the same again', async () => {
    const doctorId = randomUUID();
    const [patientId, booked] = [randomUUID(), await book({ doctorId })];
    const id = await join({ doctorId, patientId });
    harness.doctors.behave(works([[at('10:00'), at('10:30')]]));
    await post(`/appointments/${booked}/cancel`);
    await entryOnce(id, 'offered');
    harness.doctors.behave(works([]));
    expect(await post(`/waitlist/${id}/accept`)).toMatchObject({
      status: 422,
      body: { type: '/problems/outside-availability' },
    });
    expect(await get(`/waitlist/${id}`)).toMatchObject({ status: 'waiting', offer: null, offersMissed: 0 });
    expect(await liveOf(patientId)).toBe(0);
    harness.doctors.behave(works([[at('10:00'), at('10:30')]]));
    expect(await eventually(freed, (rows) => rows.length === 0)).toEqual([]);
    expect(await get(`/waitlist/${id}`)).toMatchObject({ status: 'waiting' });
    await post(`/waitlist/${id}/cancel`);
  });

  it('who had leave, which is known only after a 202, is not booked; the entry says why, and waits on', async () => {
    const doctorId = randomUUID();
    const booked = await book({ doctorId });
    const id = await join({ doctorId });
    harness.doctors.behave(works([[at('10:00'), at('10:30')]]));
    await post(`/appointments/${booked}/cancel`);
    await entryOnce(id, 'offered');
    harness.doctors.behave(isUnavailable);
    const key = randomUUID();
    const accept = () => harness.served.api.post(`/waitlist/${id}/accept`).set('Idempotency-Key', key).send({});
    expect(await accept()).toMatchObject({ status: 202 });
    expect(await accept()).toMatchObject({ status: 202, headers: { 'idempotent-replayed': 'true' } });
    expect(await post(`/waitlist/${id}/accept`)).toMatchObject({ status: 409, body: { state: 'accepted' } });
    harness.doctors.behave(works([]));
    expect(await entryOnce(id, 'waiting')).toMatchObject({
      refusedOffer: { type: '/problems/outside-availability', time: '2031-10-01T10:00:00.000Z' },
    });
    await post(`/waitlist/${id}/cancel`);
  });

  it('and patient who are there are booked after a 202', async () => {
    const doctorId = randomUUID();
    const booked = await book({ doctorId });
    const id = await join({ doctorId });
    await post(`/appointments/${booked}/cancel`);
    await entryOnce(id, 'offered');
    harness.doctors.behave(isUnavailable);
    const accepted = await post(`/waitlist/${id}/accept`);
    expect(accepted).toMatchObject({ status: 202 });
    harness.doctors.behave(works());
    const { appointmentId } = (accepted.body as { offer: { appointmentId: string } }).offer;
    const settled = await eventually(
      () => get(`/appointments/${appointmentId}`),
      ({ status }) => status === 'booked',
    );
    expect(settled).toMatchObject({ status: 'booked', doctor: { name: 'Elizabeth Blackwell' } });
    expect(await get(`/waitlist/${id}`)).toMatchObject({ status: 'accepted', refusedOffer: null });
  });
});

describe('one patient', () => {
  const doctorId = randomUUID();

  it('waits once for the same doctor and days, also when ten ask at once', async () => {
    const patientId = randomUUID();
    const all = await Promise.all(Array.from({ length: 10 }, () => post('/waitlist', wish({ patientId, doctorId }))));
    const made = all.filter(({ status }) => status === 201);
    const refused = all.filter(({ status }) => status === 409);
    expect({ made: made.length, refused: refused.length }).toEqual({ made: 1, refused: 9 });
    const { id } = made[0]?.body as { id: string };
    for (const { body } of refused) {
      expect(body).toMatchObject({ type: '/problems/already-waiting', waitlistEntryId: id });
    }
    const part = { patientId, doctorId, earliest: at('12:00'), latest: '2031-11-01T00:00:00Z' };
    expect(await post('/waitlist', part)).toMatchObject({ status: 409 });

    const others = [
      { patientId, doctorId, earliest: at('23:59'), latest: '2031-10-02T12:00:00Z' },
      wish({ patientId, doctorId: randomUUID() }),
      wish({ patientId, specialty: 'Cardiology' }),
      wish({ doctorId }),
    ];
    for (const other of others) expect(await post('/waitlist', other)).toMatchObject({ status: 201 });
    expect(await post('/waitlist', wish({ patientId, specialty: 'CARDIOLOGY' }))).toMatchObject({ status: 409 });

    await post(`/waitlist/${id}/cancel`).expect(200);
    expect(await post('/waitlist', wish({ patientId, doctorId, latest: at('23:00') }))).toMatchObject({ status: 201 });
  });

  it('who has joined again meanwhile is left with one entry, when what was accepted cannot be booked', async () => {
    const patientId = randomUUID();
    const other = randomUUID();
    const booked = await book({ doctorId: other });
    const id = await join({ patientId, doctorId: other });
    await post(`/appointments/${booked}/cancel`);
    await entryOnce(id, 'offered');
    harness.doctors.behave(isUnavailable);
    await post(`/waitlist/${id}/accept`).expect(202);
    const again = await post('/waitlist', wish({ patientId, doctorId: other }));
    expect(again).toMatchObject({ status: 202 });
    harness.doctors.behave(works([]));
    expect(await entryOnce(id, 'cancelled')).toMatchObject({ endedBecause: expect.stringContaining('already waits') });
    await post(`/waitlist/${(again.body as { id: string }).id}/cancel`).expect(200);
  });
});
