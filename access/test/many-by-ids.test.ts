import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadServices } from '../../fleet/src/topology';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest, type TestedService, type TestOptions } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';

interface Listed {
  data: { id: string; patientId?: string }[];
  nextCursor: string | null;
}
const unknown = '01900000-0000-7abc-8000-00000000abcd';

const start = async (name: string, more: TestOptions = {}): Promise<TestedService> => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const environment = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  const tested = await startForTest(service, { environment, ...more });
  await tested.run(readFileSync(path.join(__dirname, `../../db-init/sample-data/${name}.sql`), 'utf8'));
  return tested;
};

describe.each([
  ['appointment-service', '/appointments'],
  ['billing-service', '/bills'],
  ['doctor-service', '/doctors'],
  ['patient-service', '/patients'],
  ['payment-service', '/payments'],
  ['prescription-service', '/prescriptions'],
])('%s', (name, list) => {
  let tested: TestedService;
  let ids: string[];
  beforeAll(async () => {
    tested = await start(name);
    const { data } = (await tested.served.api.get(list).query({ limit: 200 })).body as Listed;
    ids = data.map(({ id }) => id).slice(0, 100);
  });
  const get = async (query: object, headers: Record<string, string> = {}) =>
    (await tested.served.api.get(list).set(headers).query(query)).body as Listed;
  const idsIn = ({ data }: Listed) => data.map(({ id }) => id).sort();

  it('shows those with the ids, in its own order, and nothing of who is unknown', async () => {
    const some = [ids[3], ids[0], unknown, ids[0]?.toUpperCase()];
    expect(idsIn(await get({ id: some.join(',') }))).toEqual([ids[0], ids[3]].sort());
    const all = await get({ id: ids.join(','), limit: 100 });
    expect([idsIn(all), all.nextCursor]).toEqual([[...ids].sort(), null]);
    const first = await get({ id: ids.slice(0, 3).join(','), limit: 2 });
    const second = await get({ id: ids.slice(0, 3).join(','), limit: 2, cursor: first.nextCursor });
    expect([...idsIn(first), ...idsIn(second)].sort()).toEqual(ids.slice(0, 3).sort());
  });

  it('refuses more than a hundred, none, and what is no id', async () => {
    const many = Array.from({ length: 101 }, () => unknown).join(',');
    for (const id of [many, '', ',', `${unknown},`, 'x', `${unknown} ${unknown}`])
      expect(await tested.served.api.get(list).query({ id })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/id' }] },
      });
    expect((await tested.served.api.get(`${list}?id=${unknown}&id=${unknown}`)).status).toBe(400);
  });

  it('shows a patient only what is theirs, whatever they ask for', async () => {
    if (['/doctors', '/patients'].includes(list)) return;
    const { data } = await get({ id: ids.join(','), limit: 100 });
    const own = data.find(({ patientId }) => patientId)?.patientId;
    const theirs = await get({ id: ids.join(','), limit: 100 }, bearer({ roles: ['patient'], patient_id: own }));
    expect(idsIn(theirs)).toEqual(
      data
        .filter(({ patientId }) => patientId === own)
        .map(({ id }) => id)
        .sort(),
    );
  });
});

describe('patients', () => {
  let tested: TestedService;
  const patientNumber = (n: number) => `01900000-0000-7002-8000-${String(n).padStart(12, '0')}`;
  const asCashier = bearer({ sub: 'carla', roles: ['cashier'] });
  const both = [patientNumber(1), patientNumber(2)];
  const find = (query: object, headers = asCashier) => tested.served.api.get('/patients').query(query).set(headers);
  beforeAll(async () => {
    tested = await start('patient-service', { restrictions: 'asked' });
  });

  it('are found by id together with words of a name, and also when they have died', async () => {
    const { body } = await find({ name: 'whitfield', id: both.join(',') });
    expect((body as Listed).data.map(({ id }) => id)).toEqual([patientNumber(1)]);
    await tested.db.query(`update patients set deceased_at = now() where id = $1`, [both[1]]);
    expect(((await find({ id: both.join(',') })).body as Listed).data).toHaveLength(2);
  });

  it('are masked by role, left out while restricted, and leave an event', async () => {
    const shown = ((await find({ id: both.join(',') })).body as { data: Record<string, unknown>[] }).data;
    expect(shown.map((one) => 'phone' in one || 'allergies' in one)).toEqual([false, false]);
    await tested.served.api
      .put(`/patients/${both[0]}/restriction`)
      .set(bearer({ sub: 'mara', roles: ['manager'] }))
      .send({ restricted: true, careTeam: [{ subject: 'dana', name: 'Dr. Dana' }] })
      .expect(200);
    expect(((await find({ id: both.join(',') })).body as Listed).data.map(({ id }) => id)).toEqual([both[1]]);
    // of a restricted patient alone the answer is that of an unknown one
    expect(await find({ id: both[0] })).toMatchObject({ status: 200, body: { data: [], nextCursor: null } });
    const events = await tested.served.api
      .get('/audit')
      .set(bearer({ sub: 'aldo', roles: ['auditor'] }))
      .query({ subject: 'carla', patientId: both[1] });
    expect((events.body as { data: { operation: string; outcome: string }[] }).data[0]).toMatchObject({
      operation: 'listPatients',
      outcome: 'shown',
    });
  });
});
