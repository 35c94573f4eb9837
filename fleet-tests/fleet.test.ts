import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { passwordOf } from '../fleet/src/tokens';
import { loadServices } from '../fleet/src/topology';
import { openBrowser } from '../gateway/test/browser';
import { collectionOf, type Collection } from '../postman/collection';
import type { OpenApi } from '../postman/operations';
import { steps } from '../postman/steps';
import { runExamples } from './examples';
import { itGivesMoneyBack, itPrescribesSafely } from './flows';
import {
  dataFolder,
  endAllFleets,
  fleet,
  fuzz,
  gatewayUrl,
  get,
  home,
  identityUrl,
  isAlive,
  listAll,
  newman,
  pids,
  post,
  readLogs,
  smoke,
  startFleet,
  urls,
  urlsOfAll,
  watch,
  type RunningFleet,
} from './local-fleet';

jest.setTimeout(300_000);

/** The services, identity and the gateway, and the database of each. */
const processes = 2 * (loadServices().length + 2);

let running: RunningFleet;
beforeAll(async () => {
  running = await startFleet('--fresh');
});
afterAll(endAllFleets);

const newDoctor = async () => {
  const doctor = { givenName: 'Zebulon', familyName: 'Quarrington', specialty: 'Surgery', licenseNumber: randomUUID() };
  return (await post(`${urls.doctor}/doctors`, { ...doctor, email: 'zq@example.org' })).body['id'] as string;
};
const newBill = async (amount: number) =>
  (await post(`${urls.billing}/bills`, { patientId: randomUUID(), amount, details: 'x' })).body['id'] as string;
const newPatient = async () => {
  const patient = { givenName: 'Ottoline', familyName: 'Quarrington' };
  return (await post(`${urls.patient}/patients?allowDuplicate=true`, patient)).body['id'] as string;
};
const book = async (doctorId: string, patientId?: string) => {
  const request = { patientId: patientId ?? (await newPatient()), doctorId, time: '2027-01-04T09:00:00Z' };
  return post(`${urls.appointment}/appointments`, request);
};
const kill = (...names: string[]) => {
  const running = pids();
  for (const name of names) {
    const pid = running[name];
    // 0 would be this whole group of processes
    if (!pid) throw new Error(`${name} is not running`);
    process.kill(pid, 'SIGKILL');
  }
};
const pay = (billId: string, amount: number) =>
  post(`${urls.payment}/payments`, { billId, amount, method: 'cash' }, { 'Idempotency-Key': randomUUID() });

it('shows a table of services, API pages and databases, and a line to try', () => {
  expect(running.output()).toMatch(
    /patient-service +ready +\d+ +http:\/\/localhost:9804 +http:\/\/localhost:9804\/docs +hms_patients on patient-db/,
  );
  expect(running.output()).toContain('curl -X POST http://localhost:9804/patients');
  expect(fleet('status').match(/ ready /g)).toHaveLength(processes);
});

it('answers each request of examples/ with the status that stands beside it', async () => {
  const move = (url: string) =>
    url.replace(/^http:\/\/localhost:30(\d\d)/, (_all, n: string) => Object.values(urls)[Number(n) - 1] ?? identityUrl);
  const results = await runExamples(move, passwordOf(home));
  expect(results.length).toBeGreaterThan(40);
  expect(results.filter(({ expected, status }) => !expected.includes(status))).toEqual([]);
});

it('answers the Postman collection from top to bottom, which calls every operation', async () => {
  const documents = await Promise.all(
    urlsOfAll.map(async ([, url]) => (await get(`${url}/openapi.json`)).body as unknown as OpenApi),
  );
  const file = path.resolve(__dirname, '../postman/hospital-fleet.postman_collection.json');
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Collection;
  for (const item of kept.item.flatMap((folder) => folder.item)) {
    expect({ name: item.name, examples: item.response.length }).toEqual({ name: item.name, examples: 1 });
    item.response = [];
  }
  // `npm run postman` writes it anew
  expect(kept).toEqual(collectionOf(steps, documents));
  const { status, stdout } = newman(file);
  expect({ status, stdout }).toMatchObject({ status: 0 });
});

it('lets a receptionist work through the gateway, in their own name', async () => {
  expect(running.output()).toContain(`open ${gatewayUrl}\n`);
  const browser = openBrowser();
  await browser.signIn(gatewayUrl, 'receptionist', '/', passwordOf(home));
  const { csrfToken } = (await browser.get(`${gatewayUrl}/session`)).json;
  const patient = JSON.stringify({ givenName: 'Ottoline', familyName: randomUUID().replaceAll(/[^a-z]/g, '') });
  const registered = await browser.send('POST', `${gatewayUrl}/api/patients`, patient, {
    'content-type': 'application/json',
    'x-csrf-token': String(csrfToken),
  });
  expect(registered.status).toBe(201);
  expect(registered.location).toBe(`${gatewayUrl}/api/patients/${String(registered.json['id'])}`);
  expect((await browser.get(registered.location)).json).toMatchObject(JSON.parse(patient) as object);
  expect((await browser.get(`${gatewayUrl}/api/payments`)).status).toBe(403);
  const { body } = await get(`${urls.patient}/audit?patientId=${String(registered.json['id'])}`);
  const events = body['data'] as object[];
  expect(events.length).toBeGreaterThan(0);
  for (const event of events) expect(event).toMatchObject({ subject: 'receptionist', client: 'gateway' });
});

it('passes the smoke script', () => {
  const { status, stdout, stderr } = smoke();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('smoke: all steps passed');
});

it('gives a slot to one of twenty who book it at once', async () => {
  const doctor = await newDoctor();
  const all = await Promise.all(Array.from({ length: 20 }, () => book(doctor)));
  expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  const { body } = await get(`${urls.appointment}/appointments?doctorId=${doctor}`);
  expect(body['data']).toMatchObject([
    { status: 'booked', doctor: { name: 'Zebulon Quarrington', specialty: 'Surgery' } },
  ]);
});

it('never takes more than is due when twenty pay one bill at once', async () => {
  const bill = await newBill(100);
  const all = await Promise.all(Array.from({ length: 20 }, () => pay(bill, 15)));
  expect(all.filter(({ status }) => status === 201)).toHaveLength(6);
  for (const { status, body } of all.filter((answer) => answer.status !== 201)) {
    expect({ status, body }).toMatchObject({ status: 409, body: { type: '/problems/exceeds-due', dueAmount: 10 } });
  }
  expect((await get(`${urls.billing}/bills/${bill}`)).body).toMatchObject({ paidAmount: 90, dueAmount: 10 });
  const completed = await get(`${urls.payment}/payments?billId=${bill}&status=completed`);
  expect(completed.body['data']).toHaveLength(6);
  const failed = await get(`${urls.payment}/payments?billId=${bill}&status=failed`);
  expect(failed.body['data']).toHaveLength(14);
});

it('takes one payment however often it is sent with one Idempotency-Key', async () => {
  const bill = await newBill(100);
  const key = { 'Idempotency-Key': randomUUID() };
  const send = () => post(`${urls.payment}/payments`, { billId: bill, amount: 40, method: 'card' }, key);
  const all = await Promise.all(Array.from({ length: 10 }, send));
  expect(new Set(all.map(({ status }) => status)).size).toBeLessThanOrEqual(2);
  expect(await send()).toMatchObject({ status: 201 });
  expect((await get(`${urls.billing}/bills/${bill}`)).body).toMatchObject({ paidAmount: 40 });
});

it('holds a booking while doctor-service is down, and books it by itself once it is up', async () => {
  const doctor = await newDoctor();
  expect(fleet('stop', 'doctor-service')).toBe('doctor-service is stopped');
  const held = await book(doctor);
  expect(held).toMatchObject({ status: 202, body: { status: 'pending', doctor: null } });
  expect(await book(doctor)).toMatchObject({ status: 409, body: { type: '/problems/slot-taken' } });
  expect(fleet('start', 'doctor-service')).toBe('doctor-service is ready');
  const { body, seconds } = await watch(
    `${urls.appointment}${held.headers.get('location')}`,
    ({ status }) => status === 'booked',
    15,
  );
  expect(body).toMatchObject({ status: 'booked', doctor: { name: 'Zebulon Quarrington' } });
  expect(seconds).toBeLessThan(10);
});

it('keeps a payment while billing-service is down, and completes it by itself once it is up', async () => {
  const bill = await newBill(100);
  fleet('stop', 'billing-service');
  const kept = await pay(bill, 60);
  expect(kept).toMatchObject({ status: 202, body: { status: 'processing' } });
  fleet('start', 'billing-service');
  const { body, seconds } = await watch(
    `${urls.payment}${kept.headers.get('location')}`,
    ({ status }) => status !== 'processing',
    15,
  );
  expect(body).toMatchObject({ status: 'completed', failure: null });
  expect(seconds).toBeLessThan(10);
  expect((await get(`${urls.billing}/bills/${bill}`)).body).toMatchObject({ paidAmount: 60 });
});

describe('medicine', itPrescribesSafely);
describe('money', itGivesMoneyBack);

it('settles what appointment-service had answered 202 for when it was killed', async () => {
  const doctor = await newDoctor();
  fleet('stop', 'doctor-service');
  const held = await book(doctor);
  expect(held.status).toBe(202);
  kill('appointment-service');
  fleet('start', 'doctor-service');
  const { body } = await watch(
    `${urls.appointment}${held.headers.get('location')}`,
    ({ status }) => status === 'booked',
    20,
  );
  expect(body).toMatchObject({ status: 'booked' });
});

it('answers 503 while its database is down, and recovers without a restart', async () => {
  fleet('stop', 'patient-db');
  expect(await get(`${urls.patient}/patients`)).toMatchObject({ status: 503, body: { type: '/problems/unavailable' } });
  expect(await get(`${urls.patient}/readyz`)).toMatchObject({ status: 503 });
  expect(await get(`${urls.patient}/healthz`)).toMatchObject({ status: 200 });
  expect(await get(`${urls.doctor}/readyz`)).toMatchObject({ status: 200 });
  fleet('start', 'patient-db');
  expect((await watch(`${urls.patient}/readyz`, ({ status }) => status === 'ready', 10)).body).toEqual({
    status: 'ready',
  });
  expect(running.output()).not.toContain('patient-service ended');
});

it('starts a service and a database again that are killed', async () => {
  kill('prescription-service', 'prescription-db');
  await watch(`${urls.prescription}/readyz`, ({ status }) => status !== 'ready', 5);
  const { body } = await watch(`${urls.prescription}/readyz`, ({ status }) => status === 'ready', 30);
  expect(body).toEqual({ status: 'ready' });
  expect(running.output()).toMatch(/prescription-service ended \(SIGKILL\); it is started again in 1 s/);
  expect(running.output()).toMatch(/prescription-db ended \(SIGKILL\); it is started again in 1 s/);
});

it('says in one line what to do about a second start, a taken port and a wrong command', async () => {
  const second = await startFleet();
  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(/^The fleet runs here already\..*\n$/);
  expect(fleet('stop', 'no-service')).toMatch(/^There is no no-service; there are: appointment-db, /);
  expect(fleet('fly')).toMatch(/^There is no command fly/);
});

it('logs no name, no e-mail address and no identifier, also where the database refuses one', async () => {
  const patient = {
    givenName: 'Zebulon',
    familyName: 'Quarrington',
    identifiers: [{ system: 'ssn', value: 'SECRET-17' }],
  };
  expect(await post(`${urls.patient}/patients`, patient)).toMatchObject({ status: 201 });
  expect(await post(`${urls.patient}/patients?allowDuplicate=true`, patient)).toMatchObject({
    status: 409,
    body: { type: '/problems/identifier-taken' },
  });
  const logs = readLogs();
  expect(logs).toContain('"msg":"request"');
  for (const personal of ['Zebulon', 'Quarrington', 'Lovelace', 'Blackwell', 'zq@example.org', 'SECRET-17'])
    expect(logs).not.toContain(personal);
});

it('keeps its data between runs, loads sample data that agree, and leaves nothing running', async () => {
  const bill = await newBill(12);
  const started = Object.values(pids());
  expect(started).toHaveLength(processes);
  expect(fleet('down')).toBe('the fleet is stopping');
  expect(await running.ended).toBe(0);
  expect(running.output()).toMatch(/everything is stopped\n$/);
  expect(started.filter(isAlive)).toEqual([]);
  expect(fleet('status')).toBe('No fleet runs here. Start it with: npm start');

  running = await startFleet('--sample');
  expect((await get(`${urls.billing}/bills/${bill}`)).body).toMatchObject({ amount: 12 });
  const doctors = (await get(`${urls.doctor}/doctors?limit=200`)).body['data'] as { familyName: string }[];
  expect(doctors.length).toBeGreaterThanOrEqual(12);
  expect(smoke().status).toBe(0);

  const bills = await listAll(`${urls.billing}/bills?limit=200`);
  const payments = await listAll(`${urls.payment}/payments?limit=200&status=completed`);
  expect(bills.length).toBeGreaterThanOrEqual(105);
  const cents = (amount: unknown) => Math.round(Number(amount) * 100);
  const paid = (id: unknown) =>
    payments
      .filter(({ billId }) => billId === id)
      .reduce((sum, { amount, depositedAmount }) => sum + cents(amount) - cents(depositedAmount), 0);
  expect(bills.filter(({ id, paidAmount }) => paid(id) !== cents(paidAmount))).toEqual([]);
  const sample = bills.filter(({ id }) => String(id).startsWith('01900000-'));
  const some = (what: string) => sample.filter(({ [what]: amount }) => Number(amount) > 0);
  expect([some('refundedAmount').length, some('discountAmount').length]).toEqual([3, 2]);
  expect(payments.filter(({ method }) => method === 'deposit').length).toBeGreaterThan(0);
  expect((await get(`${urls.billing}/ledger/proof`)).body).toMatchObject({ proven: true });
  const appointments = await listAll(`${urls.appointment}/appointments?limit=200&status=fulfilled`);
  const names = new Map(
    (await listAll(`${urls.doctor}/doctors?limit=200`)).map((d) => [
      d['id'],
      [d['givenName'], d['familyName']].join(' '),
    ]),
  );
  const patients = new Set((await listAll(`${urls.patient}/patients?limit=200&deceased=any`)).map(({ id }) => id));
  for (const { doctorId, doctor, patientId } of appointments) {
    expect(doctor).toMatchObject({ name: names.get(doctorId) });
    expect(patients.has(patientId)).toBe(true);
  }
});

it('names a taken port', async () => {
  fleet('down');
  await running.ended;
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(9804, '127.0.0.1', resolve));
  const refused = await startFleet();
  await new Promise((resolve) => squatter.close(resolve));
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toMatch(
    /^Something else listens on port 9804 \(for patient-service\)\. Stop it, or .*--port-offset 200$/m,
  );
});

it('stops all of it when one part cannot start, and says why in one line', async () => {
  const versionFile = path.join(dataFolder(running), 'payment-db/PG_VERSION');
  writeFileSync(versionFile, '17\n');
  const refused = await startFleet();
  writeFileSync(versionFile, '18\n');
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toMatch(/payment-db holds data of PostgreSQL 17, and this fleet runs 18\. .*--fresh$/m);
  expect(refused.output()).toContain('everything is stopped');
  await Promise.all(Object.values(urls).map((url) => expect(get(`${url}/healthz`)).rejects.toThrow('fetch failed')));
});

it('starts again after it was killed, though its databases had gone on', async () => {
  const killed = await startFleet();
  const orphans = Object.values(pids());
  killed.process.kill('SIGKILL');
  await killed.ended;
  running = await startFleet();
  expect(running.output()).toContain('The fleet is ready');
  expect(orphans.filter(isAlive)).toEqual([]);
});

it('stops at once when it is told to while it starts, and starts nothing after that', async () => {
  fleet('down');
  await running.ended;
  const interrupted = startFleet('--fresh');
  const tellUntilHeard = async () => {
    for (;;) {
      const said = fleet('down');
      if (!said.startsWith('No fleet runs here')) return said;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  expect(await tellUntilHeard()).toBe('the fleet is stopping');
  const { ended, output } = await interrupted;
  expect(await ended).toBe(0);
  expect(output()).toMatch(/everything is stopped\n$/);
  await Promise.all(Object.values(urls).map((url) => expect(get(`${url}/healthz`)).rejects.toThrow('fetch failed')));
});

it('does not take another program on the port for the service', async () => {
  running = await startFleet();
  fleet('stop', 'patient-service');
  const squatter = createHttpServer((_request, response) => response.end('{"status":"ready"}'));
  await new Promise<void>((resolve) => squatter.listen(9804, '127.0.0.1', resolve));
  expect(fleet('start', 'patient-service')).toMatch(/patient-service ended before it was ready\. Port 9804 is in use/);
  await new Promise((resolve) => squatter.close(resolve));
  expect(fleet('start', 'patient-service')).toBe('patient-service is ready');
  fleet('stop', 'patient-db');
  expect(fleet('status')).toMatch(/patient-service +not ready/);
  expect(fleet('start', 'patient-db')).toBe('patient-db is ready');
});

it('answers nobody who does not know its token', async () => {
  const { port } = JSON.parse(readFileSync(path.join(home, 'control.json'), 'utf8')) as { port: number };
  for (const address of ['status/', '%', 'down/']) {
    expect((await fetch(`http://127.0.0.1:${port}/${address}`, { method: 'POST' })).status).toBe(401);
  }
  expect(fleet('status')).toMatch(/ready/);
});

it('answers 3,000 requests that are wrong in all ways with problems, and stays as it was', () => {
  // another seed each day; the output names it
  const { status, stdout, stderr } = fuzz(3000, Math.floor(Date.now() / 86_400_000));
  expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
  expect(stdout).toContain('fuzz: no fault found');
}, 180_000);
