import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { answers, isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import { aDoctor, noSuchDoctor, startAppointmentService, works, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService();
});
beforeEach(() => harness.doctors.behave(works()));

const minute = 60_000;
const day = Date.parse('2028-03-06T00:00:00Z');
const iso = (minutes: number) => new Date(day + minutes * minute).toISOString();
interface Slot {
  doctorId: string;
  time: string;
  endTime: string;
  durationMinutes: number;
}
const slots = async (query: Record<string, string>): Promise<Slot[]> => {
  const response = await harness.served.api.get(`/slots?${new URLSearchParams(query).toString()}`);
  expect(response).toMatchObject({ status: 200 });
  return (response.body as { data: Slot[] }).data;
};
const book = (doctorId: string, time: string, durationMinutes: number, patientId: string = randomUUID()) =>
  harness.served.api.post('/appointments').send({ patientId, doctorId, time, durationMinutes });

it('offers what a booking is given, on the grid and where only a gap itself fits', async () => {
  // a day of quarters of an hour: when the doctor works, and what is booked already
  const block = fc.record({ start: fc.integer({ min: 0, max: 95 }), length: fc.integer({ min: 1, max: 24 }) });
  const scenario = fc.record({
    hours: fc.array(block, { minLength: 1, maxLength: 3 }),
    booked: fc.array(fc.record({ start: fc.integer({ min: 0, max: 95 }), length: fc.integer({ min: 1, max: 6 }) }), {
      maxLength: 5,
    }),
    visitMinutes: fc.constantFrom(10, 15, 20, 30, 45),
    durationMinutes: fc.constantFrom(5, 15, 30, 60),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ hours, booked, visitMinutes, durationMinutes }) => {
      const worked = apart(hours.map(({ start, length }): [number, number] => [start * 15, (start + length) * 15]));
      harness.doctors.behave(
        works(
          worked.map(([start, end]) => [iso(start), iso(end)] as const),
          { visitMinutes },
        ),
      );
      const doctorId = randomUUID();
      for (const { start, length } of booked) await book(doctorId, iso(start * 15), length * 15);

      const offered = await slots({
        doctorId,
        from: iso(0),
        to: iso(24 * 60),
        durationMinutes: String(durationMinutes),
        limit: '200',
      });
      const grid = worked.flatMap(([start, end]) =>
        Array.from({ length: Math.ceil((end - start) / visitMinutes) }, (_, i) => start + i * visitMinutes),
      );
      // a gap begins where hours do, or where a booking ends
      const firsts = [...worked.map(([start]) => start), ...booked.map(({ start, length }) => (start + length) * 15)];
      const accepted: string[] = [];
      const tried = [...new Set([...grid, ...firsts])].sort((a, b) => a - b);
      for (const start of tried.filter((start) => start < 24 * 60)) {
        const answer = await book(doctorId, iso(start), durationMinutes);
        expect([201, 409, 422]).toContain(answer.status);
        if (answer.status !== 201) continue;
        accepted.push(iso(start));
        await harness.db.query('delete from appointments where id = $1', [(answer.body as { id: string }).id]);
      }
      const times = offered.map(({ time }) => time);
      expect(accepted).toEqual(expect.arrayContaining(times));
      const onGrid = grid.map(iso).filter((time) => accepted.includes(time));
      expect(times).toEqual(expect.arrayContaining(onGrid));
      // what is offered beside the grid has nothing of the grid in its gap, which is one stretch of what can be booked
      const beside = times.filter((time) => !onGrid.includes(time)).map((time) => (Date.parse(time) - day) / minute);
      for (const start of beside) {
        expect(firsts).toContain(start);
        const next = (Date.parse(onGrid.find((time) => Date.parse(time) > day + start * minute) ?? '') - day) / minute;
        if (isNaN(next)) continue;
        const reaches = await book(doctorId, iso(start), next - start + durationMinutes);
        expect(reaches.status).not.toBe(201);
      }
    }),
    { numRuns: 12 },
  );
}, 120_000);

/** Blocks that overlap or touch made one, as doctor-service answers them. */
const apart = (blocks: [number, number][]): [number, number][] => {
  const result: [number, number][] = [];
  for (const [start, end] of blocks.sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
};

it('finds the first free across a specialty in one call, and pages without a gap', async () => {
  const ids = Array.from({ length: 5 }, () => randomUUID()).sort();
  harness.doctors.behave(works([[iso(540), iso(600)]], {}, ids));
  await book(ids[0] ?? '', iso(540), 30);
  harness.doctors.requests.length = 0;
  const query = { specialty: 'general practice', from: iso(0), to: iso(1440) };
  const all = await slots(query);
  expect(harness.doctors.requests).toHaveLength(1);
  expect(all.map(({ doctorId, time }) => [time, doctorId])).toEqual([
    ...ids.slice(1).map((id) => [iso(540), id]),
    ...ids.map((id) => [iso(570), id]),
  ]);
  const seen: Slot[] = [];
  let next: string | null = `/slots?${new URLSearchParams({ ...query, limit: '2' }).toString()}`;
  while (next !== null) {
    const response = await harness.served.api.get(next);
    seen.push(...(response.body as { data: Slot[] }).data);
    next = /<([^>]+)>; rel="next"/.exec(response.headers['link'] ?? '')?.[1] ?? null;
  }
  expect(seen).toEqual(all);
});

it('finds those of several doctors in one call, as of each alone; who is unknown or takes no bookings is left out', async () => {
  const [first = '', second = '', left = '', unknown = ''] = Array.from({ length: 4 }, () => randomUUID());
  const interval = { start: iso(540), end: iso(600) };
  const timeOf = (doctorId: string, more: object = {}) => ({
    ...aDoctor,
    doctorId,
    scheduled: true,
    intervals: [interval],
    hours: [interval],
    ...more,
  });
  const range = { from: iso(0), to: iso(1440) };
  harness.doctors.behave(works([[iso(540), iso(600)]]));
  await book(first, iso(540), 30);
  const alone = [...(await slots({ ...range, doctorId: first })), ...(await slots({ ...range, doctorId: second }))];
  expect(alone).toHaveLength(3);

  const inactive = timeOf(left, { active: false, intervals: [], hours: [] });
  harness.doctors.behave(answers(200, { data: [timeOf(second), inactive, timeOf(first)], nextCursor: null }));
  harness.doctors.requests.length = 0;
  const found = await slots({ ...range, doctorId: [unknown, second, left, first].join() });
  expect(harness.doctors.requests).toHaveLength(1);
  const inOrder = (free: Slot[]) =>
    free.toSorted((a, b) => a.time.localeCompare(b.time) || (a.doctorId < b.doctorId ? -1 : 1));
  expect(found).toEqual(inOrder(alone));
});

describe('with a short leave', () => {
  const off = (start: number, end: number, from: number, to: number, visitMinutes: number) =>
    works([[iso(start), iso(end)]], {
      visitMinutes,
      intervals: [
        { start: iso(start), end: iso(from) },
        { start: iso(to), end: iso(end) },
      ].filter((one) => one.start < one.end),
    });

  it('keeps the grid of the block, pages included, and names its free times as alternatives', async () => {
    harness.doctors.behave(off(540, 720, 540, 580, 30));
    const [doctorId, patientId] = [randomUUID(), randomUUID()];
    for (const start of [600, 660]) expect(await book(doctorId, iso(start), 30)).toMatchObject({ status: 201 });
    const query = { doctorId, from: iso(0), to: iso(1440) };
    expect((await slots(query)).map(({ time }) => time)).toEqual([iso(630), iso(690)]);
    const first = await harness.served.api.get(`/slots?${new URLSearchParams({ ...query, limit: '1' }).toString()}`);
    const { nextCursor } = first.body as { nextCursor: string };
    expect((await slots({ ...query, limit: '1', cursor: nextCursor })).map(({ time }) => time)).toEqual([iso(690)]);
    expect(await book(doctorId, iso(605), 30, patientId)).toMatchObject({
      status: 409,
      body: { alternatives: [{ time: iso(630) }, { time: iso(690) }] },
    });
    expect(await book(doctorId, iso(690), 30)).toMatchObject({ status: 201 });
  });

  it('offers the hour after the last booking of a morning that began late', async () => {
    harness.doctors.behave(off(480, 720, 480, 500, 60));
    const doctorId = randomUUID();
    for (const start of [540, 600]) await book(doctorId, iso(start), 60);
    const found = await slots({ doctorId, from: iso(0), to: iso(1440) });
    expect(found.map(({ time }) => time)).toEqual([iso(660)]);
  });

  it('offers a gap beside the grid, to the millisecond, and it can be booked', async () => {
    harness.doctors.behave(off(540, 600, 540, 550, 30));
    const doctorId = randomUUID();
    const time = iso(555).replace('00.000Z', '07.123Z');
    await book(doctorId, time, 10);
    const query = { doctorId, from: iso(0), to: iso(1440), durationMinutes: '25' };
    const [found] = await slots(query);
    expect(found?.time).toBe(iso(570));
    const [other] = await slots({ ...query, durationMinutes: '33' });
    expect(other?.time).toBe(time.replace(':15:', ':25:'));
    expect(await book(doctorId, other?.time ?? '', 33)).toMatchObject({ status: 201 });
  });
});

it('keeps the same grid wherever one begins to look', async () => {
  harness.doctors.behave(works([[iso(545), iso(720)]]));
  const doctorId = randomUUID();
  const [, ...later] = await slots({ doctorId, from: iso(540), to: iso(720) });
  expect(await slots({ doctorId, from: iso(546), to: iso(720) })).toEqual(later);
});

it('leaves out when the patient is elsewhere, and what has passed', async () => {
  const [doctorId, patientId] = [randomUUID(), randomUUID()];
  await book(randomUUID(), iso(540), 30, patientId);
  const found = await slots({ doctorId, patientId, from: iso(540), to: iso(600) });
  expect(found.map(({ time }) => time)).toEqual([iso(570)]);
  expect(await slots({ doctorId, from: '2020-01-01T00:00:00Z', to: '2020-01-02T00:00:00Z' })).toEqual([]);
});

it.each([
  ['neither a doctor nor a specialty', {}, '/doctorId'],
  ['both', { doctorId: randomUUID(), specialty: 'x' }, '/doctorId'],
  ['more than 100 doctors', { doctorId: Array.from({ length: 101 }, () => randomUUID()).join() }, '/doctorId'],
  [
    '100 doctors on 16 days',
    { doctorId: Array.from({ length: 100 }, () => randomUUID()).join(), from: iso(0), to: iso(16 * 1440) },
    '/to',
  ],
  ['more than 60 days', { doctorId: randomUUID(), from: iso(0), to: iso(61 * 1440) }, '/to'],
  ['an end before its beginning', { doctorId: randomUUID(), from: iso(1), to: iso(0) }, '/to'],
  ['to count them', { doctorId: randomUUID(), countUpTo: '5' }, '/countUpTo'],
])('wants not %s', async (_what, query, pointer) => {
  const response = await harness.served.api.get(`/slots?${new URLSearchParams(query).toString()}`);
  expect(response).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
});

it('says when it cannot know: no such doctor, one who takes no bookings, doctor-service silent', async () => {
  const ask = () => harness.served.api.get(`/slots?doctorId=${randomUUID()}`);
  harness.doctors.behave(noSuchDoctor);
  expect(await ask()).toMatchObject({ status: 422, body: { type: '/problems/doctor-unknown' } });
  harness.doctors.behave(works([], { active: false }));
  expect(await ask()).toMatchObject({ status: 422, body: { type: '/problems/doctor-inactive' } });
  harness.doctors.behave(isUnavailable);
  expect(await ask()).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
});
