import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadServices } from '../../fleet/src/topology';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest, type TestedService } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';

// of db-init/sample-data
const patientNumber = (n: number) => `01900000-0000-7002-8000-${String(n).padStart(12, '0')}`;
const own = patientNumber(1);
const asPatient = bearer({ roles: ['patient'], patient_id: own, sub: 'margaret' });

const lists = [
  ['appointment-service', '/appointments', ['', '/history']],
  ['billing-service', '/bills', ['', '/entries', '.pdf']],
  ['payment-service', '/payments', ['', '/refunds', '/receipt.pdf']],
  ['prescription-service', '/prescriptions', ['', '/history', '/dispenses', '.pdf', '/code']],
] as const;

interface Listed {
  data: { id: string; patientId: string }[];
  nextCursor: string | null;
}

const startWithSamples = async (name: string): Promise<TestedService> => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const environment = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  const tested = await startForTest(service, { environment });
  const sql = readFileSync(path.join(__dirname, `../../db-init/sample-data/${name}.sql`), 'utf8');
  // the driver prepares single statements only
  await tested.run(sql);
  return tested;
};

describe.each(lists)('%s', (name, list, parts) => {
  let tested: TestedService;
  let mine: Listed['data'];
  let others: Listed['data'];
  beforeAll(async () => {
    tested = await startWithSamples(name);
    const all = (await tested.served.api.get(list).query({ limit: 200 })).body as Listed;
    mine = ((await tested.served.api.get(list).query({ patientId: own })).body as Listed).data;
    others = all.data.filter(({ patientId }) => patientId !== own).slice(0, 5);
    expect(mine.length).toBeGreaterThan(0);
    expect(others).toHaveLength(5);
  });
  const get = (address: string, query: object = {}) => tested.served.api.get(address).query(query).set(asPatient);

  it('lists for a patient what is theirs, whatever is asked for', async () => {
    const seen = (await get(list, { limit: 200 })).body as Listed;
    expect(seen.data.map(({ id }) => id).sort()).toEqual(mine.map(({ id }) => id).sort());
    for (const { patientId } of others)
      expect((await get(list, { patientId })).body).toEqual({ data: [], nextCursor: null });
  });

  it("keeps a patient to their own by another's cursor", async () => {
    const { nextCursor } = (await tested.served.api.get(list).query({ limit: 1 })).body as Listed;
    const seen = (await get(list, { limit: 200, cursor: nextCursor })).body as Listed;
    expect(seen.data.filter(({ patientId }) => patientId !== own)).toEqual([]);
  });

  it("answers 404 for another's record by every door, with the same words as for none", async () => {
    const none = '01900000-0000-7abc-8000-00000000abcd';
    for (const part of parts) {
      for (const { id } of others) {
        const [theirs, missing] = await Promise.all([get(`${list}/${id}${part}`), get(`${list}/${none}${part}`)]);
        expect(theirs.status).toBe(404);
        const { detail } = theirs.body as { detail: string };
        expect(detail.replace(id, none)).toBe((missing.body as { detail: string }).detail);
      }
    }
  });

  it("does not say by If-None-Match that another's record is there", async () => {
    const [other] = others;
    const response = await get(`${list}/${other?.id}`).set('if-none-match', '*');
    expect(response.status).toBe(404);
  });

  it('shows a patient their own', async () => {
    const [one] = mine;
    expect(await get(`${list}/${one?.id}`)).toMatchObject({ status: 200, body: { patientId: own } });
  });
});

it('shows a patient their own record, and no other', async () => {
  const { served } = await startWithSamples('patient-service');
  const get = (address: string) => served.api.get(address).set(asPatient);
  expect(await get(`/patients/${own}`)).toMatchObject({ status: 200, body: { id: own } });
  expect(await get(`/patients/${own}/history`)).toMatchObject({ status: 200 });
  for (const part of ['', '/history'])
    expect(await get(`/patients/${patientNumber(2)}${part}`)).toMatchObject({ status: 404 });
  expect(await get('/patients')).toMatchObject({ status: 403 });
});

it('shows a cashier a name and a number, and lets them ask by nothing else', async () => {
  const { served } = await startWithSamples('patient-service');
  const asCashier = bearer({ roles: ['cashier'] });
  const get = (query: object) => served.api.get('/patients').query(query).set(asCashier);
  const [found] = ((await get({ name: 'whitfield' })).body as { data: Record<string, unknown>[] }).data;
  expect(found).toMatchObject({ familyName: 'Whitfield' });
  const hidden = [
    'gender',
    'phone',
    'email',
    'address',
    'contacts',
    'identifiers',
    'allergies',
    'allergyStatus',
    'deceasedAt',
  ];
  expect(Object.keys(found ?? {}).filter((field) => hidden.includes(field))).toEqual([]);
  for (const query of [
    { phone: '+442079460018' },
    { phone: '0018' },
    { email: 'a@example.org' },
    { gender: 'female' },
    { deceased: true },
  ]) {
    const [name] = Object.keys(query);
    expect(await get(query)).toMatchObject({ status: 400, body: { errors: [{ pointer: `/${name}` }] } });
  }
});
