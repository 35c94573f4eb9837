import { randomUUID } from 'node:crypto';
import { isUnavailable, answers, type Behaviour } from '@hms/service-kit/testing/stub-upstream';
import { noSuchDoctor, startAppointmentService, works, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService();
});
beforeEach(async () => {
  await harness.db.query('delete from appointments');
  harness.doctors.behave(works());
  harness.doctors.requests.length = 0;
});

const at = (time: string, day = '2031-10-07') => `${day}T${time}:00.000Z`;
const book = async (doctorId: string, time: string, more: object = {}): Promise<string> => {
  const body = { patientId: randomUUID(), doctorId, time, durationMinutes: 30, ...more };
  const response = await harness.served.api.post('/appointments').send(body);
  expect(response).toMatchObject({ status: 201 });
  return (response.body as { id: string }).id;
};
const ask = (query: Record<string, string>) =>
  harness.served.api.get(`/appointments?${new URLSearchParams({ outsideHours: 'true', ...query }).toString()}`);
interface Page {
  data: { id: string; time: string }[];
  nextCursor: string | null;
  count: number;
}
const outside = async (query: Record<string, string>): Promise<string[]> => {
  const response = await ask(query);
  expect(response).toMatchObject({ status: 200 });
  const { data, count } = response.body as Page;
  expect(count).toBe(data.length);
  return data.map(({ time }) => new Date(time).toISOString());
};
/** Each doctor with an answer of its own. */
const byDoctor =
  (behaviours: Record<string, Behaviour>): Behaviour =>
  (request, response) =>
    (behaviours[request.url.split('/')[2] ?? ''] ?? works())(request, response);

it('lists the visits to come that lie outside the hours of now, in part or whole, in order of time', async () => {
  const doctorId = randomUUID();
  for (const time of ['09:00', '11:00', '11:45', '14:00']) await book(doctorId, at(time));
  await book(doctorId, at('10:00', '2031-10-08'));
  await book(randomUUID(), at('14:00'));
  expect(await outside({ doctorId })).toEqual([]);
  harness.doctors.behave(works([[at('09:00'), at('12:00')]]));
  expect(await outside({ doctorId })).toEqual([at('11:45'), at('14:00'), at('10:00', '2031-10-08')]);
});

it('leaves out what is past, ended or overbooked, and keeps what is pending, arrived or under way', async () => {
  const doctorId = randomUUID();
  const ids: string[] = [];
  for (const hour of [8, 9, 10, 11, 12, 13, 14, 15])
    ids.push(await book(doctorId, at(`${String(hour).padStart(2, '0')}:00`)));
  const [cancelled, missed, fulfilled, overbooked, past, underWay, arrived, pending] = ids;
  const set = (id: string | undefined, change: string) =>
    harness.db.query(`update appointments set ${change} where id = $1`, [id]);
  await set(cancelled, `status = 'cancelled', cancellation_code = 'other'`);
  await set(missed, `status = 'noshow'`);
  await set(fulfilled, `status = 'fulfilled'`);
  await set(overbooked, `overbook_reason = 'urgent'`);
  await set(past, `start_at = now() - interval '2 hours', end_at = now() - interval '90 minutes'`);
  await set(underWay, `start_at = now() - interval '10 minutes', end_at = now() + interval '20 minutes'`);
  await set(arrived, `status = 'arrived'`);
  await set(pending, `status = 'pending'`);
  harness.doctors.behave(works([]));
  const { body } = await ask({ doctorId });
  expect((body as Page).data.map(({ id }) => id)).toEqual([underWay, arrived, pending]);
  expect(await outside({ doctorId, status: 'arrived' })).toEqual([at('14:00')]);
  expect(await outside({ doctorId, status: 'cancelled' })).toEqual([]);
  expect(await outside({ doctorId, overbooked: 'true' })).toEqual([]);
});

it('takes every visit of a doctor who is not active, or not there, as outside', async () => {
  const doctorId = randomUUID();
  await book(doctorId, at('09:00'));
  harness.doctors.behave(works([], { active: false }));
  expect(await outside({ doctorId })).toEqual([at('09:00')]);
  harness.doctors.behave(noSuchDoctor);
  expect(await outside({ doctorId })).toEqual([at('09:00')]);
});

it('asks about days far apart in pieces, each no longer than doctor-service answers', async () => {
  const doctorId = randomUUID();
  const seen: string[] = [];
  for (let day = 0; day < 400; day += 8) {
    const time = new Date(Date.parse(at('23:00')) + day * 86_400_000).toISOString();
    await book(doctorId, time, { durationMinutes: 1440 });
    seen.push(time);
  }
  await book(doctorId, at('10:00', '2041-01-01'));
  harness.doctors.requests.length = 0;
  expect(await outside({ doctorId, limit: '200' })).toEqual([]);
  expect(harness.doctors.requests.length).toBeLessThan(10);
  harness.doctors.behave(works([[at('00:00', '2041-01-01'), at('12:00', '2041-01-01')]]));
  expect(await outside({ doctorId, limit: '200' })).toEqual(seen);
});

it('counts them all and shows them page by page, of all doctors or within days', async () => {
  const [here, left] = [randomUUID(), randomUUID()];
  for (const time of ['08:00', '09:00', '10:00']) {
    await book(here, at(time));
    await book(left, at(time));
  }
  harness.doctors.behave(
    byDoctor({ [here]: works([[at('08:00'), at('09:00')]]), [left]: works([], { active: false }) }),
  );
  const times: string[] = [];
  let next: string | null = '/appointments?outsideHours=true&limit=2';
  while (next !== null) {
    const response = await harness.served.api.get(next);
    expect(response).toMatchObject({ status: 200, body: { count: 5 } });
    times.push(...(response.body as Page).data.map(({ time }) => new Date(time).toISOString()));
    next = /<([^>]+)>; rel="next"/.exec(response.headers['link'] ?? '')?.[1] ?? null;
  }
  expect(times).toEqual(['08:00', '09:00', '09:00', '10:00', '10:00'].map((time) => at(time)));
  expect(await outside({ from: at('09:00'), to: at('10:00') })).toEqual([at('09:00'), at('09:00')]);
  expect(await ask({ doctorId: randomUUID() })).toMatchObject({
    status: 200,
    body: { data: [], nextCursor: null, count: 0 },
  });
});

it('says that it cannot know while doctor-service does not respond, or does not understand', async () => {
  const doctorId = randomUUID();
  await book(doctorId, at('09:00'));
  for (const behaviour of [isUnavailable, answers(400, { type: '/problems/invalid-request', detail: 'x' })]) {
    harness.doctors.behave(behaviour);
    expect(await ask({ doctorId })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { detail: expect.stringContaining('doctor-service does not respond') },
    });
  }
});

it('wants true, and fewer doctors than four hundred', async () => {
  expect(await harness.served.api.get('/appointments?outsideHours=false')).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/outsideHours', detail: expect.stringContaining('must be true') }] },
  });
  await harness.db.query(
    `insert into appointments (patient_id, doctor_id, doctor_name, doctor_specialty, start_at, end_at, status)
     select gen_random_uuid(), gen_random_uuid(), 'D', 'S', '2031-10-07T09:00Z', '2031-10-07T09:30Z', 'booked'
     from generate_series(1, 401)`,
  );
  harness.doctors.requests.length = 0;
  expect(await ask({})).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/doctorId', detail: expect.stringContaining('name a doctor') }] },
  });
  expect(harness.doctors.requests).toHaveLength(0);
});

it('asks once about each of many doctors whose visits are within two months', async () => {
  await harness.db.query(
    `insert into appointments (patient_id, doctor_id, doctor_name, doctor_specialty, start_at, end_at, status)
     select gen_random_uuid(), doctor, 'D', 'S', start_at, start_at + interval '30 minutes', 'booked'
     from (select gen_random_uuid() as doctor from generate_series(1, 20)) d,
       unnest(array[now() - interval '10 minutes', now() + interval '1 day', now() + interval '59 days']) start_at`,
  );
  expect(await ask({ limit: '1' })).toMatchObject({ status: 200, body: { count: 0 } });
  expect(harness.doctors.requests).toHaveLength(20);
  harness.doctors.behave(works([]));
  expect(await ask({ limit: '1' })).toMatchObject({ status: 200, body: { count: 60 } });
});
