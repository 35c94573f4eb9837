import { randomUUID } from 'node:crypto';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { eventually } from '@hms/service-kit/testing/service';
import { isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import { waitlist } from '../src/waitlist/waitlist-store';
import { startAppointmentService, works, type Fixture } from './fixtures';

const holdMs = 4000;
let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService({ holdMs });
  await harness.startWorker();
});
beforeEach(() => harness.doctors.behave(works()));

itServesEveryFilter(
  () => harness.db,
  waitlist,
  `insert into waitlist_entries (patient_id, doctor_id, specialty, earliest_at, latest_at, duration_minutes, status)
   select gen_random_uuid(), case when n % 2 = 0 then gen_random_uuid() end, case when n % 2 = 1 then 'S' || n end,
     '2031-01-01Z', '2031-02-01Z', 30, case when n % 500 = 0 then 'cancelled' else 'accepted' end
   from generate_series(1, 20000) n`,
  'waitlist_entries',
  {
    patientId: [randomUUID(), 'waitlist_entries_by_patient'],
    doctorId: [randomUUID(), 'waitlist_entries_by_doctor'],
    specialty: ['s777', 'waitlist_entries_by_specialty'],
    status: ['cancelled', 'waitlist_entries_by_status'],
  },
);

interface Entry {
  id: string;
  patientId: string;
  status: string;
  offer: { appointmentId: string; time: string; expiresAt: string } | null;
  offersMissed: number;
}
const at = (time: string) => `2028-04-03T${time}:00Z`;
const api = () => harness.served.api;
const post = (path: string, body: object = {}) => api().post(path).send(body);
const read = async (id: string) => (await api().get(`/waitlist/${id}`)).body as Entry;
const bookAt = async (doctorId: string, time: string, durationMinutes = 30) => {
  const response = await post('/appointments', { patientId: randomUUID(), doctorId, time, durationMinutes });
  expect(response).toMatchObject({ status: 201 });
  return (response.body as { id: string }).id;
};
const join = async (more: object): Promise<string> => {
  const wish = { patientId: randomUUID(), earliest: at('08:00'), latest: at('18:00'), ...more };
  const response = await post('/waitlist', wish);
  expect(response).toMatchObject({ status: 201, body: { status: 'waiting', offer: null } });
  return (response.body as Entry).id;
};
const offered = (id: string) =>
  eventually(
    () => read(id),
    ({ offer }) => offer !== null,
  );
const cancel = (id: string) => post(`/appointments/${id}/cancel`);
// nobody else can take the time unless it was offered
const busyBut = (time: string) => works([[at(time), new Date(Date.parse(at(time)) + 1_800_000).toISOString()]]);

it('offers what a cancellation frees to who has waited longest, and holds it', async () => {
  const doctorId = randomUUID();
  const booked = await bookAt(doctorId, at('09:00'));
  harness.doctors.behave(busyBut('09:00'));
  const first = await join({ doctorId });
  const second = await join({ specialty: 'GENERAL practice' });
  await cancel(booked);
  const { status, offer } = await offered(first);
  expect({ status, offer }).toMatchObject({ status: 'offered', offer: { time: '2028-04-03T09:00:00+00:00' } });
  expect(await api().get(`/appointments/${offer?.appointmentId ?? ''}`)).toMatchObject({
    body: { status: 'pending', heldUntil: offer?.expiresAt, doctor: { name: 'Elizabeth Blackwell' } },
  });
  expect(await read(second)).toMatchObject({ status: 'waiting' });
  const other = { patientId: randomUUID(), doctorId, time: at('09:00') };
  expect(await post('/appointments', other)).toMatchObject({ status: 409 });
  expect(await cancel(offer?.appointmentId ?? '')).toMatchObject({
    status: 409,
    body: { type: '/problems/held-for-waiting-list', waitlistEntryId: first },
  });

  expect(await post(`/waitlist/${first}/accept`)).toMatchObject({ status: 200, body: { status: 'accepted', offer } });
  expect(await api().get(`/appointments/${offer?.appointmentId ?? ''}`)).toMatchObject({
    body: { status: 'booked', heldUntil: null },
  });
  expect(await post(`/waitlist/${first}/accept`)).toMatchObject({ status: 409, body: { state: 'accepted' } });
  await post(`/waitlist/${second}/cancel`);
});

it('passes it on when it is declined, and when there is no answer; then it is free again', async () => {
  const doctorId = randomUUID();
  const booked = await bookAt(doctorId, at('09:00'));
  harness.doctors.behave(busyBut('09:00'));
  const [declines, unanswered, third] = [await join({ doctorId }), await join({ doctorId }), await join({ doctorId })];
  await cancel(booked);
  await offered(declines);
  expect(await post(`/waitlist/${declines}/decline`)).toMatchObject({ status: 200, body: { status: 'waiting' } });
  await offered(unanswered);
  expect(await offered(third)).toMatchObject({ status: 'offered' });
  expect(await read(unanswered)).toMatchObject({ status: 'waiting', offer: null, offersMissed: 1 });
  const back = await eventually(
    () => read(third),
    ({ status }) => status === 'waiting',
  );
  expect(back).toMatchObject({ offer: null, offersMissed: 1 });
  await bookAt(doctorId, at('09:00'));
  for (const id of [declines, unanswered, third]) {
    expect(await read(id)).toMatchObject({ status: 'waiting', offersMissed: 1 });
    await post(`/waitlist/${id}/cancel`);
  }
});

it('offers what a move leaves, in parts where it fits more than one', async () => {
  const doctorId = randomUUID();
  const booked = await bookAt(doctorId, at('10:00'), 60);
  harness.doctors.behave(works([[at('10:00'), at('12:00')]]));
  const ids = [await join({ doctorId, latest: at('11:00') }), await join({ doctorId, latest: at('11:00') })];
  await post(`/appointments/${booked}/reschedule`, { time: at('11:00') });
  const times = await Promise.all(ids.map(async (id) => (await offered(id)).offer?.time));
  expect(times).toEqual(['2028-04-03T10:00:00+00:00', '2028-04-03T10:30:00+00:00']);
  for (const id of ids) expect(await post(`/waitlist/${id}/accept`)).toMatchObject({ status: 200 });
});

it('passes over whom it does not fit: another time, too long, elsewhere then', async () => {
  const doctorId = randomUUID();
  const booked = await bookAt(doctorId, at('09:00'));
  harness.doctors.behave(busyBut('09:00'));
  const busy = randomUUID();
  await post('/appointments', { patientId: busy, doctorId: randomUUID(), time: at('09:15') }).expect(422);
  harness.doctors.behave(works());
  await post('/appointments', { patientId: busy, doctorId: randomUUID(), time: at('09:15') }).expect(201);
  harness.doctors.behave(busyBut('09:00'));
  const passedOver = [
    await join({ doctorId, earliest: at('10:00') }),
    await join({ doctorId, durationMinutes: 45 }),
    await join({ doctorId, patientId: busy }),
    await join({ doctorId: randomUUID() }),
  ];
  const fits = await join({ doctorId });
  await cancel(booked);
  expect(await offered(fits)).toMatchObject({ status: 'offered' });
  for (const id of passedOver) expect(await read(id)).toMatchObject({ status: 'waiting', offersMissed: 0 });
  await post(`/waitlist/${fits}/accept`);
  for (const id of passedOver) await post(`/waitlist/${id}/cancel`);
});

it('waits for doctor-service, and passes the offer of one who leaves on', async () => {
  const doctorId = randomUUID();
  const booked = await bookAt(doctorId, at('14:00'));
  const [leaves, next] = [await join({ doctorId }), await join({ doctorId })];
  harness.doctors.behave(isUnavailable);
  await cancel(booked);
  expect(await read(leaves)).toMatchObject({ offer: null });
  harness.doctors.behave(busyBut('14:00'));
  await offered(leaves);
  expect(await post(`/waitlist/${leaves}/cancel`)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
  expect(await offered(next)).toMatchObject({ status: 'offered' });
  expect(await post(`/waitlist/${leaves}/accept`)).toMatchObject({ status: 409, body: { state: 'cancelled' } });
  expect(await post(`/waitlist/${next}/accept`)).toMatchObject({ status: 200 });
});

it('gives one time to one patient, when many accept, decline and leave at once', async () => {
  const doctorId = randomUUID();
  const booked = await bookAt(doctorId, at('16:00'));
  harness.doctors.behave(busyBut('16:00'));
  const id = await join({ doctorId });
  await cancel(booked);
  await offered(id);
  const answers = await Promise.all(
    ['accept', 'accept', 'decline', 'cancel', 'accept', 'decline'].map((command) => post(`/waitlist/${id}/${command}`)),
  );
  expect(answers.filter(({ status }) => status === 500)).toEqual([]);
  const { status } = await read(id);
  const live = await harness.db.query(
    `select from appointments where doctor_id = $1 and status not in ('cancelled', 'noshow')`,
    [doctorId],
  );
  expect({ status, live: live.length }).toEqual({ status, live: status === 'accepted' ? 1 : 0 });
});

it('is refused for nobody in particular, and for a time without room', async () => {
  const wish = { patientId: randomUUID(), earliest: at('08:00'), latest: at('08:20') };
  expect(await post('/waitlist', wish)).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/doctorId' }, { pointer: '/latest' }] },
  });
});

it('keeps a specialty on one line and without what nobody sees, so that it is one specialty', async () => {
  const wish = { patientId: randomUUID(), earliest: at('08:00'), latest: at('18:00') };
  const joined = await post('/waitlist', { ...wish, specialty: ' Derma\u200btology\n and  skin ' });
  expect(joined).toMatchObject({ status: 201, body: { specialty: 'Dermatology and skin' } });
  expect(await post('/waitlist', { ...wish, specialty: 'dermatology and skin' })).toMatchObject({ status: 409 });
  for (const specialty of ['\u200b', '\n', '-']) {
    expect(await post('/waitlist', { ...wish, specialty })).toMatchObject({ status: 400 });
  }
});

it('offers nothing with a doctor who takes no bookings any more', async () => {
  const doctorId = randomUUID();
  const booked = await bookAt(doctorId, at('17:00'));
  const id = await join({ doctorId });
  harness.doctors.behave(works(undefined, { active: false }));
  await cancel(booked);
  const freed = () => harness.db.query('select from freed_times where doctor_id = $1', [doctorId]);
  expect(await eventually(freed, (rows) => rows.length === 0)).toEqual([]);
  expect(await read(id)).toMatchObject({ status: 'waiting', offer: null, offersMissed: 0 });
});
