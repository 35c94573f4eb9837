import { createServer } from 'node:http';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import type { Caller } from '@hms/service-kit/caller';
import type { Change } from '@hms/service-kit/changes';
import { openEventStreams, type EventStreams } from '@hms/service-kit/event-streams';
import type { Restrictions } from '@hms/service-kit/restrictions';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { follow } from '@hms/service-kit/testing/events';
import { eventually } from '@hms/service-kit/testing/service';

/** Sockets need all the others. */
const allButIntervals: FakeableAPI[] = [
  'Date', 'clearImmediate', 'clearTimeout', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setTimeout',
]; // prettier-ignore

const caller = (subject: string): Caller => ({ issuer: 'https://issuer', subject, roles: ['nurse'] });
const change = (n: number): Change => ({
  record: 'bed',
  id: `${n}`.padStart(36, '0'),
  version: 1,
  patientId: `${n % 2}`.padStart(36, '0'),
});

const start = async (parts: Partial<Parameters<typeof openEventStreams>[0]>) => {
  const lifecycle = { stopping: false };
  const streams: EventStreams = openEventStreams({
    service: 'ward-service',
    readChanges: () => Promise.resolve([]),
    restrictions: undefined,
    lifecycle,
    ...parts,
  });
  const server = createServer((request, response) => {
    try {
      const begin = streams.open(response, caller(request.url ?? ''), () => 'unless-restricted');
      response.writeHead(200).flushHeaders();
      begin();
    } catch (error) {
      response.writeHead((error as { kind: { status: number } }).kind.status).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, streams, lifecycle, open: () => streams.gauge.read() };
};

it('says something on a quiet stream', async () => {
  const { url } = await start({ heartbeatMs: 600 });
  const stream = await follow(url, {});
  expect(
    await eventually(
      async () => stream.text(),
      (text) => text.endsWith(':\n\n'),
      5000,
    ),
  ).toBe('event: ready\ndata: {"service":"ward-service"}\n\n:\n\n');
});

it('looks only while somebody listens, and ends all streams when the process stops', async () => {
  let looks = 0;
  const { url, open, lifecycle } = await start({ readChanges: async () => (looks++, []) });
  jest.useFakeTimers({ doNotFake: allButIntervals });
  const stream = await follow(url, {});
  jest.advanceTimersByTime(1000);
  await eventually(
    async () => looks,
    (seen) => seen > 0,
  );
  stream.close();
  await eventually(open, (count) => count === 0);
  const before = looks;
  jest.advanceTimersByTime(60_000);
  expect(looks).toBe(before);
  jest.useRealTimers();
  const another = await follow(url, {});
  lifecycle.stopping = true;
  expect(await eventually(async () => another.hasEnded(), Boolean)).toBe(true);
});

it('has so many streams of one caller and no more, and goes by who they are', async () => {
  const { url } = await start({});
  const streams = await Promise.all(Array.from({ length: 52 }, () => follow(`${url}/noor`, {})));
  expect(streams.filter(({ status }) => status === 200)).toHaveLength(50);
  expect(streams.filter(({ status }) => status === 429)).toHaveLength(2);
  expect((await follow(`${url}/rosa`, {})).status).toBe(200);
  streams[0]?.close();
  expect(
    await eventually(
      async () => (await follow(`${url}/noor`, {})).status,
      (status) => status === 200,
    ),
  ).toBe(200);
});

it('drops who does not read, and tells the others', async () => {
  let n = 0;
  const readChanges = async () => Array.from({ length: 20_000 }, () => change(n++));
  const { url, port, open } = await start({ readChanges });
  const stuck = connect(port, '127.0.0.1', () => stuck.write('GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n'));
  stuck.pause();
  stuck.on('error', () => {});
  await eventually(open, (count) => count === 1);
  expect(await eventually(open, (count) => count === 0)).toBe(0);
  const reading = await follow(url, {});
  await eventually(
    async () => reading.told.length,
    (count) => count > 0,
  );
  stuck.destroy();
});

it('has a stream ask again once it is known what is restricted, and hides nothing of that by then', async () => {
  let known = false;
  const restrictions: Restrictions = {
    begin: () => {},
    forget: () => {},
    changed: () => {},
    sightOf: () =>
      known
        ? Promise.resolve({ isHidden: (id: string) => id.endsWith('1'), hidden: () => [], reasonFor: () => undefined })
        : Promise.reject(new Error('nobody knows')),
  };
  let changes = [change(1), change(2)];
  let looks = 0;
  const { url } = await start({ restrictions, readChanges: async () => (looks++, changes.splice(0)) });
  const stream = await follow(url, {});
  // a look begins when all are told what the one before has found
  await eventually(
    async () => looks,
    (seen) => seen > 1,
  );
  expect(stream.told.map(({ event }) => event)).toEqual(['ready']);
  known = true;
  await eventually(
    async () => stream.told.length,
    (count) => count > 1,
  );
  changes = [change(3), change(4)];
  await eventually(
    async () => stream.told.length,
    (count) => count > 2,
  );
  expect(stream.told.map(({ event, data }) => [event, data['id']])).toEqual([
    ['ready', undefined],
    ['ready', undefined],
    ['bed', change(4).id],
  ]);
});

it('has those ask again from whom a patient is hidden now, or no longer, and nobody else', async () => {
  const hiddenFrom = new Map([['/noor', ['p1']]]);
  const restrictions: Restrictions = {
    begin: () => {},
    forget: () => {},
    changed: () => {},
    sightOf: ({ subject }) => {
      const hidden = hiddenFrom.get(subject);
      return hidden && { isHidden: (id) => hidden.includes(id), hidden: () => hidden, reasonFor: () => undefined };
    },
  };
  let looks = 0;
  const { url } = await start({ restrictions, readChanges: async () => (looks++, []) });
  const [noor, rosa] = [await follow(`${url}/noor`, {}), await follow(`${url}/rosa`, {})];
  const told = () => [noor, rosa].map((stream) => stream.told.map(({ event }) => event).join());
  const afterALook = async () => {
    const before = looks;
    await eventually(
      async () => looks,
      (seen) => seen > before + 1,
    );
    return told();
  };
  expect(await afterALook()).toEqual(['ready', 'ready']);
  hiddenFrom.set('/noor', ['p1', 'p2']);
  expect(await afterALook()).toEqual(['ready,ready', 'ready']);
  hiddenFrom.set('/rosa', ['p2']);
  expect(await afterALook()).toEqual(['ready,ready', 'ready,ready']);
  hiddenFrom.delete('/noor');
  expect(await afterALook()).toEqual(['ready,ready,ready', 'ready,ready']);
});
