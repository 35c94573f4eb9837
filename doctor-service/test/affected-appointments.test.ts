import { eventually } from '@hms/service-kit/testing/service';
import {
  answers,
  isUnavailable,
  nobody,
  startStubUpstream,
  type StubUpstream,
} from '@hms/service-kit/testing/stub-upstream';
import { everyDay, serveDoctors, startDoctorService } from './fixtures';

let appointments: StubUpstream;
const { api, db, addDoctor } = serveDoctors(async () => {
  appointments = await startStubUpstream(counts(3));
  return appointments.url;
});
const counts = (count: number) => answers(200, { data: [], nextCursor: null, count });
beforeEach(() => {
  appointments.behave(counts(3));
  appointments.requests.length = 0;
});

const hrefOf = (doctor: string) => `/appointments?doctorId=${doctor.split('/')[2]}&outsideHours=true`;
const day = { start: '2031-10-07T00:00:00Z', end: '2031-10-08T00:00:00Z' };

/** Each change that can put a visit outside the hours; the second is of what the first has made. */
const changes: [string, (doctor: string) => ReturnType<ReturnType<typeof api>['get']>][] = [
  ['a leave', (doctor) => api().post(`${doctor}/time-off`).send(day)],
  ['a leave by days', (doctor) => api().post(`${doctor}/time-off`).send({ startDate: '2031-10-07' })],
  [
    'shorter hours',
    (doctor) =>
      api()
        .put(`${doctor}/schedule`)
        .send({ weekly: everyDay('09:00', '10:00') }),
  ],
  ['hours that are removed', (doctor) => api().delete(`${doctor}/schedule`)],
  ['another time zone', (doctor) => api().patch(doctor).send({ timeZone: 'Asia/Tokyo' })],
  ['a doctor who leaves', (doctor) => api().patch(doctor).send({ active: false })],
];

it.each(changes)(
  '%s says how many visits lie outside the hours now, and where they are listed',
  async (what, change) => {
    const doctor = await addDoctor();
    if (what.startsWith('hours')) await api().put(`${doctor}/schedule`).send({ weekly: [] });
    appointments.requests.length = 0;
    const answer = await change(doctor);
    expect(answer.status).toBeLessThan(300);
    expect(answer.body).toMatchObject({ affectedAppointments: { count: 3, href: hrefOf(doctor) } });
    expect(appointments.requests).toMatchObject([{ method: 'GET', url: `${hrefOf(doctor)}&limit=1` }]);
  },
);

it.each(changes)('%s is kept though appointment-service does not respond', async (what, change) => {
  const unknown = async (behaviour: Parameters<StubUpstream['behave']>[0]) => {
    const doctor = await addDoctor();
    if (what.startsWith('hours')) await api().put(`${doctor}/schedule`).send({ weekly: [] });
    appointments.behave(behaviour);
    const answer = await change(doctor);
    expect(answer.status).toBeLessThan(300);
    expect(answer.body).toMatchObject({ affectedAppointments: { count: null, href: hrefOf(doctor) } });
    return (answer.body as { version: number }).version;
  };
  await unknown(answers(503, { type: '/problems/unavailable' }));
  // one of before, which does not know the question
  await unknown(answers(400, { type: '/problems/invalid-request', detail: 'outsideHours is not known here' }));
  await unknown(answers(200, { data: [], nextCursor: null }));
});

it('is asked once the change is stored, and only after a change that matters', async () => {
  const doctor = await addDoctor();
  const seen: number[] = [];
  appointments.behave((request, response) => {
    void db()
      .query('select from time_off where doctor_id = $1', [doctor.split('/')[2]])
      .then((rows) => {
        seen.push(rows.length);
        counts(0)(request, response);
      });
  });
  const added = await api().post(`${doctor}/time-off`).send(day);
  expect(seen).toEqual([1]);
  const leave = added.headers['location'] as string;
  for (const answer of [
    await api().patch(doctor).send({ visitMinutes: 20, timeZone: 'UTC', active: true }),
    await api().get(doctor),
    await api().get(leave),
    await api().get(`${doctor}/schedule`),
    await api().post(`${doctor}/time-off`).send({ start: day.end, end: day.start }),
    await api().patch(doctor).send({ timeZone: 'Mars/Olympus' }),
    await api().delete(leave),
  ])
    expect(answer.body).not.toHaveProperty('affectedAppointments');
  expect(seen).toEqual([1]);
});

it('tells a repeat with the same Idempotency-Key what the first was told', async () => {
  const doctor = await addDoctor();
  const post = () => api().post(`${doctor}/time-off`).set('Idempotency-Key', doctor).send(day);
  const first = await post();
  expect(first).toMatchObject({ status: 201, body: { affectedAppointments: { count: 3 } } });
  appointments.behave(counts(7));
  expect(await post()).toMatchObject({ status: 201, text: first.text, headers: { 'idempotent-replayed': 'true' } });
  expect(appointments.requests).toHaveLength(1);
  const { body } = await api().get(`${doctor}/time-off`);
  expect((body as { data: object[] }).data).toHaveLength(1);
});

it('makes a repeat wait while the first is counted, and stores one leave', async () => {
  const doctor = await addDoctor();
  const release = appointments.holdBack(isUnavailable);
  const post = () => api().post(`${doctor}/time-off`).set('Idempotency-Key', doctor).send(day);
  const first = post().then((response) => response);
  await eventually(
    () => Promise.resolve(appointments.requests),
    (requests) => requests.length > 0,
  );
  const repeats = await Promise.all([post(), post()]);
  expect(repeats.map(({ status }) => status)).toEqual([409, 409]);
  release();
  expect(await first).toMatchObject({ status: 201 });
  const again = await post();
  expect(again).toMatchObject({
    status: 201,
    headers: { 'idempotent-replayed': 'true' },
    body: { affectedAppointments: { count: null } },
  });
  const { body } = await api().get(`${doctor}/time-off`);
  expect((body as { data: object[] }).data).toHaveLength(1);
});

it('says that it is not known where appointment-service is not configured, or is not there', async () => {
  const doctor = await addDoctor();
  for (const url of [undefined, nobody]) {
    const { served: other } = await startDoctorService(url, db().settings);
    expect(
      await other.api
        .post(`${doctor}/time-off`)
        .set('Idempotency-Key', `${url} ${doctor}`.replaceAll(' ', ''))
        .send(day),
    ).toMatchObject({
      status: 201,
      body: { affectedAppointments: { count: null, href: hrefOf(doctor) } },
    });
    expect(await other.api.patch(doctor).send({ active: false })).toMatchObject({
      status: 200,
      body: { active: false, affectedAppointments: { count: null } },
    });
  }
});

it('takes no more than its time limit, with as many at once as there are connections and more', async () => {
  const doctor = await addDoctor();
  const asked: Promise<void>[] = [];
  appointments.behave((request, response) => {
    // as appointment-service does: it asks this service for the hours before it answers
    const hours = api().get(`${doctor}/availability`).query({ from: day.start, to: day.end });
    asked.push(hours.then(({ status }) => counts(status)(request, response)));
  });
  const all = await Promise.all(Array.from({ length: 40 }, () => api().post(`${doctor}/time-off`).send(day)));
  // what took longer than the limit is still under way, and the service stops when this file ends
  appointments.behave(isUnavailable);
  await Promise.all(asked);
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]));
  for (const { body } of all)
    expect([200, null]).toContain(
      (body as { affectedAppointments: { count: number | null } }).affectedAppointments.count,
    );
});
