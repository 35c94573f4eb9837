import { bearer, getTestIssuer } from '@hms/service-kit/testing/issuer';
import { follow } from '@hms/service-kit/testing/events';
import { eventually } from '@hms/service-kit/testing/service';
import { startGateway, type Program } from './programs';
import { beginSession } from './sessions';
import { serviceNames, startStubServices, type StubService } from './stub-service';

type Behaviour = NonNullable<Parameters<StubService['behave']>[0]>;
let services: Awaited<ReturnType<typeof startStubServices>>;
let gateway: Program;

const ready = (name: string) => `event: ready\ndata: {"service":"${name}"}\n\n`;
const streaming =
  (name: string): Behaviour =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(ready(name));
    says.set(name, (text) => response.write(text));
    ends.set(name, () => response.end());
  };
const says = new Map<string, (text: string) => void>();
const ends = new Map<string, () => void>();

beforeAll(async () => {
  services = await startStubServices(serviceNames);
  gateway = await startGateway({ ...services.environment, AUTH_ISSUER: getTestIssuer().url });
});
beforeEach(() => serviceNames.forEach((name) => services.get(name).behave(streaming(name))));

const followAll = async (headers: Record<string, string> = bearer({ sub: 'a-program' })) => {
  const stream = await follow(`${gateway.url}/api/events`, headers);
  await eventually(
    async () => stream.told.length,
    (count) => count >= serviceNames.length,
  );
  return stream;
};
const named = (event: string, { told }: Awaited<ReturnType<typeof followAll>>) =>
  told.filter((one) => one.event === event).map(({ data }) => data['service']);

it('has the events of all services on one connection, each whole, with the token of the session', async () => {
  const { cookie, accessToken } = await beginSession(gateway);
  const stream = await followAll(cookie);
  expect(named('ready', stream).sort()).toEqual([...serviceNames].sort());
  expect(services.get('billing-service').seen.at(-1)).toMatchObject({
    url: '/events',
    headers: { authorization: `Bearer ${accessToken}`, accept: 'text/event-stream' },
  });
  says.get('billing-service')?.('event: bill\ndata: {"id":');
  says.get('doctor-service')?.('event: doctor\ndata: {"id":"2"}\n\n');
  await eventually(
    async () => stream.told.length,
    (count) => count > serviceNames.length,
  );
  says.get('billing-service')?.('"1"}\n\n:\n\n');
  await eventually(
    async () => stream.told.length,
    (count) => count >= serviceNames.length + 2,
  );
  expect(stream.told.slice(serviceNames.length)).toEqual([
    { event: 'doctor', data: { id: '2' } },
    { event: 'bill', data: { id: '1' } },
  ]);
});

it('says once which service is lost, and goes on with it when it is back', async () => {
  const stream = await followAll();
  const billing = services.get('billing-service');
  const asked = billing.seen.length;
  billing.behave((request) => void request.socket.destroy());
  ends.get('billing-service')?.();
  await eventually(
    async () => named('lost', stream).length,
    (count) => count > 0,
  );
  await eventually(
    async () => billing.seen.length - asked,
    (attempts) => attempts >= 2,
  );
  expect(named('lost', stream)).toEqual(['billing-service']);
  billing.behave(streaming('billing-service'));
  await eventually(
    async () => named('ready', stream).length,
    (count) => count > serviceNames.length,
  );
  expect(named('ready', stream).at(-1)).toBe('billing-service');
  expect(stream.hasEnded()).toBe(false);
});

it('asks no more a service that is not for the caller, and ends when none is left', async () => {
  const refuse: Behaviour = (_request, response) => void response.writeHead(403).end();
  services.get('payment-service').behave(refuse);
  const ofNurse = bearer({ sub: 'a-nurse' });
  const stream = await follow(`${gateway.url}/api/events`, ofNurse);
  await eventually(
    async () => stream.told.length,
    (count) => count >= 5,
  );
  // one that is lost later is asked again; by then, one that was lost before it would have been
  ends.get('doctor-service')?.();
  await eventually(
    async () => named('ready', stream).length,
    (count) => count >= 6,
  );
  const asked = services
    .get('payment-service')
    .seen.filter(({ headers }) => headers.authorization === ofNurse.authorization);
  expect([asked.length, named('lost', stream)]).toEqual([1, ['doctor-service']]);
  for (const name of serviceNames) services.get(name).behave(refuse);
  const none = await follow(`${gateway.url}/api/events`, bearer({ sub: 'nobodys-colleague' }));
  expect(await eventually(async () => none.hasEnded(), Boolean, 4000)).toBe(true);
});

it('ends a stream that no service takes, whatever they answer', async () => {
  // as to who has asked too much
  for (const name of serviceNames)
    services.get(name).behave((_request, response) => void response.writeHead(429).end());
  const untaken = await follow(`${gateway.url}/api/events`, bearer({ sub: 'asks-too-much' }));
  expect(untaken.hasEnded()).toBe(false);
  expect(await eventually(async () => untaken.hasEnded(), Boolean, 20_000)).toBe(true);
});

it("gives none of its places to tokens that are nobody's, and asks no service about them", async () => {
  const asked = () => services.all.reduce((sum, { seen }) => sum + seen.length, 0);
  const { cookie } = await beginSession(gateway);
  // as while they are slow: what is asked of them keeps its place
  for (const name of serviceNames) services.get(name).behave(() => {});
  const before = asked();
  const nobody = (i: number) => follow(`${gateway.url}/api/events`, { authorization: `Bearer of-nobody-${i}` });
  const refused = await Promise.all(Array.from({ length: 1000 }, (_, i) => nobody(i)));
  expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([401]));
  expect(asked()).toBe(before);
  for (const name of serviceNames) services.get(name).behave(streaming(name));
  expect(named('ready', await followAll(cookie))).toHaveLength(serviceNames.length);
});

it('leaves the services when the caller goes', async () => {
  let gone = 0;
  for (const name of serviceNames)
    services.get(name).behave((request, response) => {
      streaming(name)(request, response);
      request.on('close', () => gone++);
    });
  (await followAll()).close();
  expect(
    await eventually(
      async () => gone,
      (count) => count === serviceNames.length,
      4000,
    ),
  ).toBe(serviceNames.length);
});

it('is for who asks for a stream with a token, and for so many pages of one person', async () => {
  const refused = async (headers: Record<string, string>) => {
    const response = await fetch(`${gateway.url}/api/events`, { headers });
    return { status: response.status, ...((await response.json()) as object) };
  };
  expect(await refused({})).toMatchObject({ status: 406, type: '/problems/stream-only' });
  expect(await refused({ accept: 'text/event-stream' })).toMatchObject({ status: 401 });
  // with a token each
  const page = () => follow(`${gateway.url}/api/events`, bearer({ sub: 'has-many-pages' }));
  const streams = await Promise.all(Array.from({ length: 52 }, page));
  expect(streams.filter(({ status }) => status === 429)).toHaveLength(2);
});
