import { randomUUID } from 'node:crypto';
import { eventually } from '@hms/service-kit/testing/service';
import { answers, isUnavailable, type Behaviour } from '@hms/service-kit/testing/stub-upstream';
import { startAppointmentService, works, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService();
  await harness.startWorker();
});
beforeEach(() => harness.doctors.behave(works()));

interface Appointment {
  id: string;
  version: number;
  time: string;
  status: string;
  waitingMove: { time: string } | null;
}
const at = (time: string) => `2028-02-07T${time}:00Z`;
const post = (path: string, body: object = {}) => harness.served.api.post(path).send(body);
const book = async (more: object = {}): Promise<Appointment> => {
  const request = { patientId: randomUUID(), doctorId: randomUUID(), time: at('09:00'), ...more };
  const response = await post('/appointments', request);
  expect(response).toMatchObject({ status: 201 });
  return response.body as Appointment;
};
const move = (id: string, body: object) => post(`/appointments/${id}/reschedule`, body);
const read = async (id: string) => (await harness.served.api.get(`/appointments/${id}`)).body as Appointment;
const historyOf = async (id: string) =>
  (
    (await harness.served.api.get(`/appointments/${id}/history`)).body as {
      data: { changes: object; requestId: string }[];
    }
  ).data;

describe('rescheduling', () => {
  it('is one appointment, with its history, and frees the old time', async () => {
    const doctorId = randomUUID();
    const { id } = await book({ doctorId, durationMinutes: 45 });
    expect(await move(id, { time: at('11:00') })).toMatchObject({
      status: 200,
      body: { id, status: 'booked', time: '2028-02-07T11:00:00+00:00', durationMinutes: 45 },
    });
    await book({ doctorId });
    expect(await historyOf(id)).toMatchObject([
      { changes: { time: { from: '2028-02-07T09:00:00+00:00', to: '2028-02-07T11:00:00+00:00' } } },
      { changes: { status: { from: null, to: 'booked' } } },
    ]);
  });

  it('does not stand in its own way', async () => {
    const { id } = await book();
    expect(await move(id, { time: at('09:15') })).toMatchObject({ status: 200 });
  });

  it.each([
    ['a taken time', { time: at('10:00') }, 409, 'doctor-is-free'],
    ["a time outside the doctor's hours", { time: at('20:00') }, 422, 'doctor-is-available'],
    ['the past', { time: '2020-01-01T09:00:00Z' }, 422, 'time-is-in-the-future'],
  ])('to %s is refused with alternatives, and keeps the old time', async (_what, request, status, rule) => {
    const doctorId = randomUUID();
    harness.doctors.behave(works([[at('09:00'), at('12:00')]]));
    await book({ doctorId, time: at('10:00') });
    const before = await book({ doctorId });
    const refused = await move(before.id, request);
    expect(refused).toMatchObject({ status, body: { rule, alternatives: expect.any(Array) } });
    expect(await read(before.id)).toEqual(before);
  });

  it('of a version that another has changed meanwhile is refused, and of two at once one is done', async () => {
    const before = await book();
    const moveIfSeen = (time: string, version = before.version) =>
      move(before.id, { time: at(time) }).set('If-Match', `"${version}"`);
    const both = await Promise.all([moveIfSeen('11:00'), moveIfSeen('12:00')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const after = await read(before.id);
    expect(after.version).toBe(before.version + 1);
    expect(await moveIfSeen('13:00', after.version)).toMatchObject({ status: 200 });
  });

  it('goes to one of ten who want the same time at once, and the others keep theirs', async () => {
    const doctorId = randomUUID();
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        book({ doctorId, time: `2028-02-08T${String(i + 8).padStart(2, '0')}:00:00Z` }),
      ),
    );
    const answers = await Promise.all(all.map(({ id }) => move(id, { time: '2028-02-09T09:00:00Z' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(409)]);
    const after = await Promise.all(all.map(({ id }) => read(id)));
    expect(after.filter(({ time }, i) => time === all[i]?.time)).toHaveLength(9);
  });

  it('onto a taken time takes a reason', async () => {
    const doctorId = randomUUID();
    await book({ doctorId, time: at('10:00') });
    const { id } = await book({ doctorId });
    const overbook = { reason: 'Urgent' };
    expect(await move(id, { time: at('10:00'), overbook })).toMatchObject({ status: 200, body: { overbook } });
    expect(await move(id, { time: at('10:15') })).toMatchObject({ status: 409 });
    expect(await move(id, { time: at('13:00') })).toMatchObject({ status: 200, body: { overbook: null } });
  });

  describe('while doctor-service is silent', () => {
    it('holds both times, and is decided by itself later', async () => {
      const doctorId = randomUUID();
      const { id } = await book({ doctorId });
      harness.doctors.behave(isUnavailable);
      expect(await move(id, { time: at('11:00') })).toMatchObject({
        status: 202,
        body: { time: '2028-02-07T09:00:00+00:00', waitingMove: { time: '2028-02-07T11:00:00+00:00' } },
      });
      for (const time of [at('09:00'), at('11:00')]) {
        expect(await post('/appointments', { patientId: randomUUID(), doctorId, time })).toMatchObject({ status: 409 });
      }
      harness.doctors.behave(works());
      const moved = await eventually(
        () => read(id),
        ({ time }) => time.includes('T11'),
      );
      expect(moved).toMatchObject({ time: '2028-02-07T11:00:00+00:00', waitingMove: null });
      await book({ doctorId });
    });

    it('keeps the old time, and says why, where the answer is no', async () => {
      const { id } = await book();
      harness.doctors.behave(isUnavailable);
      expect(await move(id, { time: at('20:00') })).toMatchObject({ status: 202 });
      harness.doctors.behave(works([[at('09:00'), at('12:00')]]));
      const kept = await eventually(
        () => read(id),
        (appointment) => 'refusedMove' in appointment && appointment.refusedMove !== null,
      );
      expect(kept).toMatchObject({
        status: 'booked',
        time: '2028-02-07T09:00:00+00:00',
        waitingMove: null,
        refusedMove: { type: '/problems/outside-availability', time: '2028-02-07T20:00:00.000Z' },
      });
    });

    const respondsToTheSecond = (behaviour: Behaviour): Behaviour => {
      let asked = 0;
      return (request, response) => (++asked === 1 ? answers(503, {}) : behaviour)(request, response);
    };

    it('moves at once when doctor-service responds to the second question', async () => {
      const { id } = await book();
      harness.doctors.behave(respondsToTheSecond(works()));
      expect(await move(id, { time: at('11:00') })).toMatchObject({
        status: 200,
        body: { time: '2028-02-07T11:00:00+00:00', waitingMove: null },
      });
    });

    it('refuses at once, with alternatives, when the second response says no, and holds nothing more', async () => {
      const doctorId = randomUUID();
      const { id } = await book({ doctorId });
      harness.doctors.behave(respondsToTheSecond(works([[at('09:00'), at('12:00')]])));
      expect(await move(id, { time: at('20:00') })).toMatchObject({
        status: 422,
        body: {
          type: '/problems/outside-availability',
          instance: `/appointments/${id}/reschedule`,
          alternatives: expect.arrayContaining([expect.objectContaining({ time: '2028-02-07T11:30:00.000Z' })]),
        },
      });
      expect(await read(id)).toMatchObject({
        status: 'booked',
        time: '2028-02-07T09:00:00+00:00',
        waitingMove: null,
        refusedMove: null,
      });
      harness.doctors.behave(works());
      await book({ doctorId, time: at('20:00') });
    });

    it('moves to the last of two times that were asked for', async () => {
      const { id } = await book();
      harness.doctors.behave(isUnavailable);
      const both = await Promise.all(['11:00', '13:00'].map((time) => move(id, { time: at(time) })));
      expect(both).toMatchObject([{ status: 202 }, { status: 202 }]);
      const last = (await read(id)).waitingMove?.time;
      harness.doctors.behave(works());
      const moved = await eventually(
        () => read(id),
        ({ waitingMove }) => waitingMove === null,
      );
      expect(moved).toMatchObject({ time: last });
    });

    it('forgets the move of one that is cancelled meanwhile', async () => {
      const { id } = await book();
      harness.doctors.behave(isUnavailable);
      await move(id, { time: at('11:00') });
      expect(await post(`/appointments/${id}/cancel`)).toMatchObject({ status: 200, body: { waitingMove: null } });
      harness.doctors.behave(works());
      const jobs = () =>
        harness.db.query(`select from pending_operations where job = 'move-appointment' and record_id = '${id}'`);
      expect(await eventually(jobs, (rows) => rows.length === 0)).toEqual([]);
      expect(await read(id)).toMatchObject({ status: 'cancelled' });
    });
  });
});

describe('states', () => {
  const commands = ['cancel', 'reschedule', 'arrive', 'fulfill', 'no-show', 'reopen'];
  const bodies: Record<string, object> = { reschedule: { time: at('15:00') }, reopen: { reason: 'Wrong line' } };
  const waysTo: Record<string, string[]> = {
    booked: [],
    arrived: ['arrive'],
    fulfilled: ['arrive', 'fulfill'],
    cancelled: ['cancel'],
    noshow: ['no-show'],
  };
  const allowed: Record<string, string[]> = {
    booked: ['cancel', 'reschedule', 'arrive', 'no-show'],
    arrived: ['cancel', 'fulfill', 'reopen'],
    fulfilled: ['reopen'],
    cancelled: ['reopen'],
    noshow: ['cancel', 'reschedule', 'arrive', 'reopen'],
  };
  // nobody has come or is missed before the day
  const moveTo = (id: string, minutes: number) =>
    harness.db.query(
      `update appointments set start_at = now() + $2::integer * interval '1 minute',
         end_at = now() + ($2::integer + 30) * interval '1 minute' where id = $1`,
      [id, minutes],
    );

  it.each(Object.keys(waysTo).flatMap((state) => commands.map((command): [string, string] => [state, command])))(
    '%s: %s',
    async (state, command) => {
      const { id } = await book();
      await moveTo(id, -10);
      for (const step of waysTo[state] ?? []) {
        expect(await post(`/appointments/${id}/${step}`)).toMatchObject({ status: 200 });
      }
      // what was cancelled is booked again for a time to come only
      if (state === 'cancelled') await moveTo(id, 60);
      const before = await read(id);
      expect(before).toMatchObject({ status: state });
      const answer = await post(`/appointments/${id}/${command}`, bodies[command]);
      if (allowed[state]?.includes(command)) expect(answer).toMatchObject({ status: 200 });
      else {
        expect(answer).toMatchObject({ status: 409, body: { state, allowedCommands: allowed[state] } });
        expect(await read(id)).toEqual(before);
      }
    },
  );

  it('takes nobody for missing before the time has come', async () => {
    const { id } = await book();
    expect(await post(`/appointments/${id}/no-show`)).toMatchObject({
      status: 409,
      body: { type: '/problems/not-due-yet' },
    });
  });

  it('keeps each change with the request that made it', async () => {
    const { id } = await book();
    await moveTo(id, -10);
    await harness.served.api.post(`/appointments/${id}/arrive`).set('X-Request-Id', 'desk-1');
    await harness.served.api.post(`/appointments/${id}/fulfill`).set('X-Request-Id', 'room-2');
    const [seen, came] = await historyOf(id);
    expect(seen).toMatchObject({ requestId: 'room-2', changes: { status: { from: 'arrived', to: 'fulfilled' } } });
    expect(came).toMatchObject({ requestId: 'desk-1', changes: { status: { from: 'booked', to: 'arrived' } } });
  });
});
