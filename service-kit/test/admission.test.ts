import { setTimeout as pause } from 'node:timers/promises';
import { admission } from '../src/overload';
import { Problem } from '../src/problem';
import { withRequest, type RequestContext } from '../src/request-context';

const request = (more: Partial<RequestContext> = {}): RequestContext => ({ id: 'x', traceId: 'x', ...more });
const gate = () => {
  let open: () => void = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
};
const outcomes = async (all: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(all);
  const refused = settled
    .filter(({ status }) => status === 'rejected')
    .map((one) => (one as PromiseRejectedResult).reason as Problem);
  return { done: settled.length - refused.length, refused };
};

it('lets in no more than there are places, and everybody of a rush in turn', async () => {
  const places = admission(3);
  let inside = 0;
  let most = 0;
  const visit = () =>
    withRequest(request(), () =>
      places.enter(async () => {
        most = Math.max(most, ++inside);
        await pause(1);
        inside--;
      }),
    );
  expect(await outcomes(Array.from({ length: 300 }, visit))).toEqual({ done: 300, refused: [] });
  expect(most).toBe(3);
});

it('turns away at once what would wait too long, and only that', async () => {
  const places = admission(1);
  // teaches it that a place is held for about 100 ms
  for (let i = 0; i < 30; i++) await places.enter(() => pause(100));
  const { open, passed } = gate();
  const rush = outcomes(Array.from({ length: 100 }, () => withRequest(request(), () => places.enter(() => passed))));
  await pause(0);
  const waiting = places.waiting();
  // five seconds' worth, of which the first does not wait
  expect(waiting).toBeGreaterThan(30);
  expect(waiting).toBeLessThan(70);
  expect(places.refused()).toBe(99 - waiting);
  open();
  const { done, refused } = await rush;
  expect(done).toBe(waiting + 1);
  expect(refused[0]).toMatchObject({ kind: { type: 'overloaded', status: 503 } });
  expect(refused[0]?.headers['retry-after']).toMatch(/^[123]$/);
});

it('lets in less once a rush has become load', async () => {
  const places = admission(1);
  for (let i = 0; i < 30; i++) await places.enter(() => pause(100));
  const { open, passed } = gate();
  const first = [1, 2].map(() => withRequest(request(), () => places.enter(() => passed)));
  await pause(1100);
  const later = Array.from({ length: 100 }, () => withRequest(request(), () => places.enter(() => passed)));
  const all = outcomes([...first, ...later]);
  await pause(0);
  expect(() => places.requireRoom()).toThrow(Problem);
  // a quarter of a second's worth
  expect(places.waiting()).toBeLessThan(4);
  open();
  await all;
  places.requireRoom();
});

it('lets wait longer where it is told to', async () => {
  const places = admission(1, { inRush: 60_000, underLoad: 60_000 });
  for (let i = 0; i < 30; i++) await places.enter(() => pause(100));
  const { open, passed } = gate();
  const visits = (count: number) =>
    Array.from({ length: count }, () => withRequest(request(), () => places.enter(() => passed)));
  const first = visits(2);
  await pause(1100);
  const all = outcomes([...first, ...visits(100)]);
  expect(places.waiting()).toBe(101);
  open();
  expect(await all).toEqual({ done: 102, refused: [] });
});

it('turns nobody away who was let in before, nor what is no request', async () => {
  const places = admission(1);
  for (let i = 0; i < 30; i++) await places.enter(() => pause(100));
  const { open, passed } = gate();
  const full = outcomes(Array.from({ length: 100 }, () => withRequest(request(), () => places.enter(() => passed))));
  const again = withRequest(request({ admitted: true }), () => places.enter(async () => 'again'));
  const job = places.enter(async () => 'job');
  open();
  expect(await Promise.all([again, job])).toEqual(['again', 'job']);
  await full;
});

it('passes over whose caller has given up, and does nothing for it', async () => {
  const places = admission(1);
  const { open, passed } = gate();
  const first = places.enter(() => passed);
  const gone = request();
  const late = request({ deadline: performance.now() + 20 });
  let worked = 0;
  const waiting = outcomes([gone, late].map((one) => withRequest(one, () => places.enter(async () => worked++))));
  gone.gone = true;
  await pause(30);
  open();
  await first;
  const { refused } = await waiting;
  expect(refused).toMatchObject([{ kind: { status: 503 } }, { kind: { status: 503 } }]);
  expect(worked).toBe(0);
  expect(await places.enter(async () => 'free')).toBe('free');
});
