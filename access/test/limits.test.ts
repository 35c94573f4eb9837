import { randomUUID } from 'node:crypto';
import { bearer } from '@hms/service-kit/testing/issuer';
import { startForTest, type TestedService } from '@hms/service-kit/testing/service';
import { service } from '../../doctor-service/src/service';

const start = (environment: Record<string, string>) =>
  startForTest(service, { environment: { REQUESTS_A_MINUTE: '20', FAILURES_A_MINUTE: '5', ...environment } });
const as = (sub: string, more: object = {}) => bearer({ sub, roles: ['nurse'], ...more });
const times = async <T>(count: number, work: () => PromiseLike<T>): Promise<T[]> => {
  const all: T[] = [];
  for (let n = 0; n < count; n++) all.push(await work());
  return all;
};
const statuses = (responses: { status: number }[]) => responses.map(({ status }) => status);
const limited = (detail: string) => ({
  status: 429,
  headers: { 'retry-after': expect.stringMatching(/^\d+$/), ratelimit: expect.stringMatching(/;r=0;t=\d+$/) },
  body: { type: '/problems/too-many-requests', detail: expect.stringContaining(detail) },
});

let tested: TestedService;
beforeEach(async () => {
  tested = await start({});
});

it('refuses the twenty-first request of one person, and of no other', async () => {
  const { api } = tested.served;
  const list = (sub: string) => api.get('/doctors').set(as(sub));
  const answers = await times(20, () => list('busy'));
  expect(statuses(answers)).toEqual(Array(20).fill(200));
  expect(answers.map(({ headers }) => 'ratelimit' in headers)).toEqual([
    ...Array(15).fill(false),
    ...Array(5).fill(true),
  ]);
  expect(await list('busy')).toMatchObject(limited('In a minute one caller may send 20 requests.'));
  expect(await list('another')).toMatchObject({ status: 200 });
});

it('counts a person who tries one id after the other, or what others may', async () => {
  const { api } = tested.served;
  const guess = () => api.get(`/doctors/${randomUUID()}`).set(as('curious'));
  const reach = () => api.post('/doctors').set(as('curious')).send({});
  expect(statuses([...(await times(3, guess)), ...(await times(2, reach))])).toEqual([404, 404, 404, 403, 403]);
  expect(await api.get('/doctors').set(as('curious'))).toMatchObject(limited('be refused, or find nothing, 5 times'));
});

it('counts no malformed request as a guess, and nothing of a service', async () => {
  const { api } = tested.served;
  await times(8, () => api.get('/doctors?limit=x').set(as('clumsy')));
  expect(await api.get('/doctors').set(as('clumsy'))).toMatchObject({ status: 200 });
  const asService = as('appointment-service', { roles: ['service'], client_id: 'prescription-service' });
  const asked = await times(25, () => api.get(`/doctors/${randomUUID()}`).set(asService));
  expect(new Set(statuses(asked))).toEqual(new Set([404]));
});

it('counts refused tokens by address, and still takes a valid one from there', async () => {
  const { api } = await start({ TRUST_PROXY: 'loopback' }).then(({ served }) => served);
  const guess = (from: string) =>
    api.get('/doctors').set({ authorization: `Bearer a.${randomUUID()}.c`, 'x-forwarded-for': from });
  expect(statuses(await times(5, () => guess('198.51.100.7')))).toEqual(Array(5).fill(401));
  expect(await guess('198.51.100.7')).toMatchObject(limited('may come without a valid access token'));
  expect(await guess('198.51.100.8')).toMatchObject({ status: 401 });
  expect(await api.get('/doctors').set({ ...as('nurse'), 'x-forwarded-for': '198.51.100.7' })).toMatchObject({
    status: 200,
  });
});

it('offers no way without limits', () => {
  for (const name of ['REQUESTS_A_MINUTE', 'FAILURES_A_MINUTE'])
    expect(() => service.readSettings({ [name]: '0' })).toThrow(`${name} must be at least 1`);
});
