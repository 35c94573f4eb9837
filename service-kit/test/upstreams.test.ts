import { setTimeout as pause } from 'node:timers/promises';
import { anyToken } from '@hms/service-kit/testing/issuer';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { eventually } from '@hms/service-kit/testing/service';
import {
  answers,
  isSilent,
  resetsConnection,
  startStubUpstream,
  type StubUpstream,
} from '@hms/service-kit/testing/stub-upstream';
import { z } from 'zod';
import { openUpstreams } from '../src/upstreams';
import { withRequest } from '../src/request-context';

const { log } = captureLogs();
const Fact = z.object({ fact: z.string() });
const says = answers(200, { fact: 'yes' });

const start = async (timeLimitMs = 2000) => {
  const stub = await startStubUpstream(says);
  // the first of all calls takes long, to load what makes them
  await (await fetch(stub.url)).text();
  stub.requests.length = 0;
  const upstreams = openUpstreams(timeLimitMs, anyToken, log);
  const upstream = upstreams.at('oracle', stub.url, ['/problems/not-found']);
  const read = async (name: string) => {
    const readings = await upstreams.gauges.find((gauge) => gauge.name === name)?.read();
    return Array.isArray(readings) ? readings.map(({ value }) => value) : [];
  };
  return { stub, upstream, ask: () => upstream.get('/', Fact), circuit: () => read('upstream_circuit_state') };
};

it('asks an upstream that stays silent no more, for a second, and then once', async () => {
  const { stub, ask, circuit } = await start(600);
  expect(await ask()).toEqual({ outcome: 'responded', value: { fact: 'yes' } });
  expect(await circuit()).toEqual([0]);
  stub.behave(isSilent);
  for (let i = 0; i < 5; i++) expect(await ask()).toMatchObject({ outcome: 'unavailable' });
  expect(stub.requests).toHaveLength(6);
  expect(await circuit()).toEqual([2]);
  expect(await Promise.all([ask(), ask()])).toMatchObject([
    { outcome: 'unavailable', reason: 'the oracle did not answer a moment ago' },
    { outcome: 'unavailable', reason: 'the oracle did not answer a moment ago' },
  ]);
  expect(stub.requests).toHaveLength(6);

  await pause(1050);
  const tries = [ask(), ask(), ask()];
  expect(await Promise.all(tries)).toMatchObject([
    { outcome: 'unavailable' },
    { outcome: 'unavailable' },
    { outcome: 'unavailable' },
  ]);
  expect(stub.requests).toHaveLength(7);

  stub.behave(says);
  await pause(1050);
  expect(await ask()).toMatchObject({ outcome: 'responded' });
  expect(await circuit()).toEqual([0]);
});

/** Five calls of a silent upstream, which break the circuit; and five more, which are on their way by then. */
const askTwice = async (stub: StubUpstream, ask: () => Promise<object>) => {
  const five = () => Promise.all(Array.from({ length: 5 }, ask));
  stub.behave(isSilent);
  const breaking = five();
  await pause(1500);
  const late = five();
  await eventually(
    () => Promise.resolve(stub.requests),
    (requests) => requests.length === 10,
  );
  return { breaking, late };
};

it('counts no call that began before the circuit broke against an upstream that is back', async () => {
  const { stub, ask, circuit } = await start(3000);
  const { breaking, late } = await askTwice(stub, ask);
  await breaking;
  expect(await circuit()).toEqual([2]);
  stub.behave(says);
  await pause(1050);
  expect(await ask()).toMatchObject({ outcome: 'responded' });
  expect(await late).toMatchObject(
    Array.from({ length: 5 }, () => ({ outcome: 'unavailable', reason: 'the oracle did not answer in time' })),
  );
  expect(await circuit()).toEqual([0]);
  expect(await ask()).toMatchObject({ outcome: 'responded' });
});

it('lets no such call break the circuit again while one call tries', async () => {
  const { stub, ask, circuit } = await start(3000);
  const { breaking, late } = await askTwice(stub, ask);
  await breaking;
  await pause(1050);
  const trying = ask();
  await late;
  expect(await circuit()).toEqual([1]);
  expect(await trying).toMatchObject({ outcome: 'unavailable' });
  expect(await circuit()).toEqual([2]);
});

it('does not take a refusal for no response', async () => {
  const { stub, ask } = await start();
  stub.behave(answers(404, { type: '/problems/not-found', detail: 'none' }));
  for (let i = 0; i < 8; i++) expect(await ask()).toMatchObject({ outcome: 'refused' });
  stub.behave(says);
  expect(await ask()).toMatchObject({ outcome: 'responded' });
});

it('takes a question that the upstream cannot make sense of for no silence, and says so in the log', async () => {
  const { stub, ask } = await start();
  stub.behave(answers(400, { type: '/problems/invalid-request', detail: 'no', errors: [{ pointer: '/to' }] }));
  for (let i = 0; i < 8; i++)
    expect(await ask()).toMatchObject({ outcome: 'refused', problem: { type: '/problems/invalid-request' } });
  // any other 400 may come from something on the way
  stub.behave(answers(400, { type: 'about:blank' }));
  expect(await ask()).toMatchObject({ outcome: 'unavailable', reason: 'the oracle answered with status 400' });
});

it('repeats a GET once after a lost connection, and a POST never', async () => {
  const { stub, upstream, ask } = await start();
  let requests = 0;
  stub.behave((request, response) => (requests++ === 0 ? resetsConnection : says)(request, response));
  expect(await ask()).toMatchObject({ outcome: 'responded' });
  expect(requests).toBe(2);
  requests = 0;
  expect(await upstream.post('/', {}, Fact, 'key')).toMatchObject({ outcome: 'unavailable' });
  expect(requests).toBe(1);
});

it('says in words why there was no answer, and in the log what was thrown', async () => {
  const { log: captured, text } = captureLogs();
  const ask = (url: string, { token = anyToken, limitMs = 10_000 } = {}) =>
    openUpstreams(limitMs, token, captured).at('tea-service', url, []).get('/', Fact);
  const lost = await startStubUpstream(resetsConnection);
  expect(await ask(lost.url)).toMatchObject({ reason: 'the tea service did not answer' });
  expect(text()).toContain('"fault":"SocketError UND_ERR_SOCKET"');
  const silent = await startStubUpstream(isSilent);
  expect(await ask(silent.url, { limitMs: 200 })).toMatchObject({ reason: 'the tea service did not answer in time' });
  const noToken = { ...anyToken, get: () => Promise.reject(new Error('no')) };
  expect(await ask(silent.url, { token: noToken })).toMatchObject({
    reason: 'the tea service was not asked, because the issuer gave this service no token',
  });
});

it('has no more than 64 calls under way, a few waiting, and says at once that there are too many', async () => {
  const { stub, upstream } = await start(15_000);
  const waiting: (() => void)[] = [];
  stub.behave((request, response) => void waiting.push(() => says(request, response)));
  const ask = (i: number) =>
    withRequest({ id: `request-${i}`, traceId: '0'.repeat(32) }, () => upstream.get(`/${i}`, Fact));
  const calls = Array.from({ length: 400 }, (_, i) => ask(i));
  const refused = await Promise.all(calls.slice(320));
  for (const reply of refused)
    expect(reply).toEqual({ outcome: 'unavailable', reason: 'the oracle is asked by too many already', unsent: true });
  const answerAll = setInterval(() => waiting.splice(0).forEach((answer) => answer()), 20);
  const answered = await Promise.all(calls.slice(0, 320));
  clearInterval(answerAll);
  expect(answered.filter(({ outcome }) => outcome === 'responded')).toHaveLength(320);
  // one that has waited for its turn still names its own request
  expect(stub.requests.filter(({ url, headers }) => headers['x-request-id'] !== `request-${url.slice(1)}`)).toEqual([]);
});

it('tells an upstream how long the answer is waited for, which is never longer than its own caller waits', async () => {
  const { stub, ask, circuit } = await start(400);
  await ask();
  const inAHurry = () => withRequest({ id: 'x', traceId: '0'.repeat(32), deadline: performance.now() + 60 }, ask);
  await inAHurry();
  const [usual, short] = stub.requests.map(({ headers }) => Number(headers['x-envoy-expected-rq-timeout-ms']));
  expect(usual).toBeGreaterThan(300);
  expect(short).toBeLessThanOrEqual(60);
  // nor does a caller in a hurry make others think that the upstream is away
  stub.behave(isSilent);
  for (let i = 0; i < 8; i++) expect(await inAHurry()).toMatchObject({ outcome: 'unavailable' });
  expect(await circuit()).toEqual([0]);
  const over = withRequest({ id: 'x', traceId: '0'.repeat(32), deadline: performance.now() - 1 }, ask);
  expect(await over).toMatchObject({
    outcome: 'unavailable',
    reason: 'the oracle was not asked, because no time was left',
  });
});

it('costs a request one time limit, however often it asks', async () => {
  const { stub, ask } = await start(500);
  stub.behave(isSilent);
  const began = performance.now();
  const replies = await withRequest({ id: 'x', traceId: '0'.repeat(32) }, async () => [
    await ask(),
    await ask(),
    await ask(),
  ]);
  expect(replies).toMatchObject([
    { outcome: 'unavailable' },
    { reason: 'the oracle was not asked, because no time was left' },
    { reason: 'the oracle was not asked, because no time was left' },
  ]);
  expect(stub.requests).toHaveLength(1);
  expect(performance.now() - began).toBeGreaterThan(490);
});
