import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fleetProgram, type RunningFleet } from './fleet-program';
import { get, listAll, post, watch, type HttpResponse } from './local-fleet';

// fleets are stopped and started several times
jest.setTimeout(300_000);

const root = path.resolve(__dirname, '..');
// databases then listen on 61001 to 61006
const { home, urls, endAllFleets, startFleet, fleet, smoke } = fleetProgram('backup-tests', 6600);
const folder = mkdtempSync(path.join(tmpdir(), 'hms-backups-'));

let running: RunningFleet;
beforeAll(async () => {
  running = await startFleet('--fresh');
});
afterAll(async () => {
  await endAllFleets();
  rmSync(folder, { recursive: true, force: true });
});

/** `npm run backup` or `restore`, without the build; gives what it prints. */
const run = (...args: string[]): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, 'fleet/dist/backup/main.js'), ...args, '--home', home]);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('close', (code) => resolve({ code, output }));
  });

const reconcile = () =>
  spawnSync('npm', ['run', '--silent', 'reconcile'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, FLEET_URL: `http://127.0.0.1:${3000 + 6600}`, FLEET_HOME: home },
  }).stdout;

const newBill = async (amount: number): Promise<string> =>
  (await post(`${urls.billing}/bills`, { patientId: randomUUID(), amount, details: 'x' })).body['id'] as string;
const pay = (billId: string, amount: number) =>
  post(`${urls.payment}/payments`, { billId, amount, method: 'cash' }, { 'Idempotency-Key': randomUUID() });
const refund = (payment: HttpResponse, amount: number) =>
  post(`${urls.payment}/payments/${String(payment.body['id'])}/refunds`, { amount, reason: 'Charged too much' });

interface Acknowledged {
  url: string;
  body: Record<string, unknown>;
}

/** Patients, bookings, bills, payments and refunds from four clients at once, until it is told to stop. */
const startLoad = (doctorId: string) => {
  const acknowledged: Acknowledged[] = [];
  let going = true;
  let hour = 0;
  const keep = (base: string, { status, body, headers }: HttpResponse) => {
    if (status === 201) acknowledged.push({ url: `${base}${headers.get('location')}`, body });
  };
  const client = async () => {
    while (going) {
      const name = { givenName: 'Ottoline', familyName: 'Quarrington' };
      const patient = await post(`${urls.patient}/patients?allowDuplicate=true`, name);
      keep(urls.patient, patient);
      const time = new Date(Date.UTC(2027, 0, 4) + hour++ * 3_600_000).toISOString();
      const booking = { patientId: patient.body['id'], doctorId, time };
      keep(urls.appointment, await post(`${urls.appointment}/appointments`, booking));
      const bill = await newBill(10);
      const payment = await pay(bill, 7);
      keep(urls.payment, payment);
      keep(urls.payment, await refund(payment, 2));
    }
  };
  const clients = Promise.all(Array.from({ length: 4 }, client));
  const stop = () => {
    going = false;
    return clients;
  };
  return { acknowledged, stop };
};

/** All lists of the fleet, and the history of each record that has one. */
const everything = async () => {
  const lists = [
    `${urls.appointment}/appointments`,
    `${urls.billing}/bills`,
    `${urls.doctor}/doctors`,
    `${urls.patient}/patients`,
    `${urls.payment}/payments`,
    `${urls.prescription}/prescriptions`,
  ];
  const records = await Promise.all(lists.map((list) => listAll(`${list}?limit=200`)));
  const histories = await Promise.all(
    lists.flatMap((list, i) =>
      /appointments|patients|prescriptions/.test(list)
        ? (records[i] ?? []).slice(0, 20).map(({ id }) => get(`${list}/${String(id)}/history`))
        : [],
    ),
  );
  return { records, histories: histories.map(({ body }) => body) };
};

const expectProven = async () => {
  expect((await get(`${urls.billing}/ledger/proof`)).body).toMatchObject({ proven: true, faultCount: 0 });
  expect(reconcile()).toMatch(/^\d+ payments compared, 0 differences\n$/);
};

const isSettled = ({ status }: Record<string, unknown>) => status !== 'processing';
const numbersOf = async () => {
  const payment = await pay(await newBill(5), 5);
  const bill = await get(`${urls.billing}/bills/${String(payment.body['billId'])}`);
  const patient = await post(`${urls.patient}/patients?allowDuplicate=true`, { givenName: 'Ada', familyName: 'Last' });
  return [payment.body['receiptNumber'], bill.body['number'], patient.body['mrn']].map(String);
};

it('brings back, in another fleet, all that was acknowledged before a backup under load, and settles what waited', async () => {
  expect(smoke().status).toBe(0);
  const doctor = { givenName: 'Zebulon', familyName: 'Quarrington', specialty: 'Surgery', licenseNumber: randomUUID() };
  const load = startLoad((await post(`${urls.doctor}/doctors`, doctor)).body['id'] as string);
  while (load.acknowledged.length < 40) await pause(50);

  const before = [...load.acknowledged];
  const underLoad = path.join(folder, 'under load');
  const backup = await run('backup', '--to', underLoad);
  expect(backup).toMatchObject({ code: 0 });
  expect(backup.output).toMatch(/^Payments were held up for \d+\.\d ms\.\n( {2}\S+-service .* rows .* s\n){6}/);
  await load.stop();
  expect(load.acknowledged.length).toBeGreaterThan(before.length);

  const paid = await pay(await newBill(100), 60);
  fleet('stop', 'billing-service');
  const waiting = [await pay(String(paid.body['billId']), 30), await refund(paid, 15)];
  for (const answer of waiting) expect(answer).toMatchObject({ status: 202, body: { status: 'processing' } });
  const withWaiting = path.join(folder, 'with waiting');
  expect(await run('backup', '--to', withWaiting)).toMatchObject({ code: 0 });
  fleet('start', 'billing-service');
  await watch(`${urls.payment}${waiting[1]?.headers.get('location')}`, isSettled, 15);
  await watch(`${urls.payment}${waiting[0]?.headers.get('location')}`, isSettled, 15);
  const was = await everything();
  const numbers = await numbersOf();

  fleet('down');
  await running.ended;
  running = await startFleet('--fresh');
  expect((await get(`${urls.patient}/patients`)).body['data']).toEqual([]);
  expect(await run('restore', '--from', withWaiting)).toMatchObject({ code: 0 });
  for (const answer of waiting) {
    const { body } = await watch(`${urls.payment}${answer.headers.get('location')}`, isSettled, 30);
    expect(body).toMatchObject({ status: 'completed', failure: null });
  }
  // what settled once before the loss, and once after, differs in the time alone
  const settledAgain = new Set([waiting[0]?.body['id'], paid.body['id'], paid.body['billId']]);
  const is = await everything();
  const kept = ({ records, histories }: Awaited<ReturnType<typeof everything>>) => ({
    records: records.map((list) => list.filter(({ id }) => !settledAgain.has(id))),
    histories,
  });
  expect(kept(is)).toEqual(kept(was));
  expect(is.records.flat()).toHaveLength(was.records.flat().length);
  await expectProven();
  expect(await numbersOf()).toEqual(numbers);

  const refused = await run('restore', '--from', underLoad);
  expect(refused).toMatchObject({ code: 1, output: expect.stringMatching(/ has data .* add --replace/) });
  expect(await run('restore', '--from', underLoad, '--replace')).toMatchObject({ code: 0 });
  for (const { url, body } of before) {
    const { id, amount, receiptNumber = null, createdAt, mrn = null, time = null } = body;
    const { body: found } = await get(url);
    expect({ receiptNumber: null, mrn: null, time: null, ...found }).toMatchObject({
      ...{ id, receiptNumber, createdAt, mrn, time },
      ...(amount === undefined ? {} : { amount, status: 'completed' }),
    });
  }
  await watch(`${urls.payment}/payments?status=processing`, ({ data }) => (data as unknown[])?.length === 0, 30);
  await expectProven();
});

it('touches nothing, and leaves the services running, when a file is damaged', async () => {
  const damaged = path.join(folder, 'under load');
  appendFileSync(path.join(damaged, 'billing-service/public.bills.copy.gz'), 'x');
  const pid = fleet('status');
  const { code, output } = await run('restore', '--from', damaged, '--replace');
  expect(output).toMatch(/public\.bills\.copy\.gz is damaged\. Nothing was restored: take another backup\.\n$/);
  expect(code).toBe(1);
  expect(fleet('status')).toBe(pid);
});

it('says what to do where there is nothing to back up', async () => {
  fleet('stop', 'doctor-db');
  expect(await run('backup', '--to', path.join(folder, 'none'))).toEqual({
    code: 1,
    output: expect.stringMatching(
      /^doctor-db does not answer: .*\. Is the fleet running\? Start it with: npm start\n$/,
    ),
  });
});
