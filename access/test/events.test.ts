import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { loadServices } from '../../fleet/src/topology';
import type { Database } from '../../service-kit/src/database';
import { atEnd } from '../../service-kit/testing/cleanup';
import { createTestDatabase } from '../../service-kit/testing/database';
import { follow, type Followed } from '../../service-kit/testing/events';
import { bearer } from '../../service-kit/testing/issuer';
import { eventually, startForTest, type TestedService, type TestOptions } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';
import { roles } from '../src/roles';

// of db-init/sample-data
const patientNumber = (n: number) => `01900000-0000-7002-8000-${String(n).padStart(12, '0')}`;

const start = async (name: string, options: TestOptions = {}): Promise<TestedService> => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const environment = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  const tested = await startForTest(service, { ...options, environment: { ...environment, ...options.environment } });
  await tested.run(readFileSync(path.join(__dirname, `../../db-init/sample-data/${name}.sql`), 'utf8'));
  return tested;
};
const followAs = async ({ served }: TestedService, claims: Parameters<typeof bearer>[0]): Promise<Followed> => {
  const stream = await follow(`${served.url}/events`, bearer(claims));
  if (stream.status === 200)
    await eventually(
      async () => stream.told.length,
      (count) => count > 0,
    );
  return stream;
};
const recordsTold = ({ told }: Followed) =>
  [...new Set(told.map(({ event }) => event))].filter((one) => one !== 'ready').sort();
const heard = (stream: Followed, id: string) => stream.told.filter(({ data }) => data['id'] === id);
const hears = (stream: Followed, id: string, times = 1) =>
  eventually(
    async () => heard(stream, id).length,
    (count) => count >= times,
    4000,
  );

/** Of each record its table, the operation that shows it, and whose the row is that the test changes. */
const records: Record<string, [record: string, table: string, shownBy: string, patient: string][]> = {
  'appointment-service': [
    ['appointment', 'appointments', 'getAppointment', 'patient_id'],
    ['waiting-list-entry', 'waitlist_entries', 'getWaitlistEntry', 'patient_id'],
  ],
  'billing-service': [['bill', 'bills', 'getBill', 'patient_id']],
  'doctor-service': [
    ['doctor', 'doctors', 'getDoctor', 'null'],
    ['time-off', 'time_off', 'getTimeOff', 'null'],
  ],
  'patient-service': [
    ['patient', 'patients', 'getPatient', 'id'],
    ['allergy', 'patient_allergies', 'getAllergy', 'patient_id'],
  ],
  'payment-service': [
    ['payment', 'payments', 'getPayment', 'patient_id'],
    ['refund', 'refunds', 'getRefund', '(select patient_id from payments p where p.id = payment_id)'],
  ],
  'prescription-service': [
    ['prescription', 'prescriptions', 'getPrescription', 'patient_id'],
    ['dispense', 'dispenses', 'getDispense', '(select patient_id from prescriptions p where p.id = prescription_id)'],
  ],
};

/** Those of which the sample data have none. */
const more: Record<string, string[]> = {
  'billing-service': ['discount_requests'],
  'patient-service': ['broken_glass'],
};

describe.each(Object.entries(records))('%s', (name, shown) => {
  let tested: TestedService;
  beforeAll(async () => {
    tested = await start(name);
    for (const [, table] of shown) {
      // what was dispensed never changes
      await tested.run(`alter table ${table} disable trigger user`);
      // what the sample data have written is older than what is told
      await tested.run(`update ${table} set updated_at = updated_at - interval '1 minute'`);
    }
  });

  it('finds what has changed by an index of each table', async () => {
    const tables = [...shown.map(([, table]) => table), ...(more[name] ?? [])];
    const found = await tested.db.query<{ table: string }>(
      `select tablename as "table" from pg_indexes where indexdef like '%(updated_at)' order by 1`,
    );
    expect(found.map(({ table }) => table)).toEqual(tables.sort());
  });

  it('tells of a change who may read the record, of a patient their own only, and nothing of what it says', async () => {
    const { db } = tested;
    const lines = loadServices().find((one) => one.name === name)?.access ?? {};
    const access = lines as Record<string, Record<string, unknown>>;
    const rows = await Promise.all(
      shown.map(async ([record, table, , patient]) => {
        const [row] = await db.query<{ id: string; patient: string | null }>(
          `select id, (${patient})::text as patient from ${table} order by id limit 1`,
        );
        if (!row) throw new Error(`the sample data have no ${record}`);
        return { record, table, ...row };
      }),
    );
    const listeners = await Promise.all(
      Object.keys(roles).map(async (role) => {
        const stream = await followAs(tested, { sub: role, roles: [role], patient_id: patientNumber(199) });
        return [role, stream] as const;
      }),
    );
    const owners = new Map(
      await Promise.all(
        [...new Set(rows.flatMap(({ patient }) => patient ?? []))].map(
          async (id) => [id, await followAs(tested, { sub: id, roles: ['patient'], patient_id: id })] as const,
        ),
      ),
    );
    const change = async () => {
      for (const { table, id } of rows)
        await db.query(`update ${table} set updated_at = now(), version = version + 1 where id = $1`, [id]);
    };
    const staff = listeners.filter(([, { status }]) => status === 200);
    const staffHear = async (times: number) => {
      for (const [role, stream] of staff) {
        for (const [record, , shownBy] of shown)
          if (role !== 'patient' && role in (access[shownBy] ?? {})) {
            const id = rows.find((row) => row.record === record)?.id ?? '';
            expect({ role, record, times: await hears(stream, id, times) }).toEqual({ role, record, times });
          }
      }
    };
    const since = Date.now();
    await change();
    await staffHear(1);
    expect(Date.now() - since).toBeLessThan(2000);
    // one look tells all who listen: once the next is told, what was told wrongly by the first has come as well
    await change();
    await staffHear(2);

    for (const [role, stream] of listeners) {
      const may = shown.filter(([, , shownBy, patient]) => {
        const cell = access[shownBy]?.[role];
        // the patient who listens has nothing of what was changed
        return cell !== undefined && role !== 'service' && (role !== 'patient' || patient === 'null');
      });
      const told = recordsTold(stream);
      expect({ role, told }).toEqual({ role, told: may.map(([record]) => record).sort() });
      expect([role, stream.status]).toEqual([role, role in (access['followChanges'] ?? {}) ? 200 : 403]);
    }
    for (const [owner, stream] of owners) {
      const own = rows.filter(({ patient, record }) => {
        const [, , shownBy = ''] = shown.find(([one]) => one === record) ?? [];
        return (patient === owner || patient === null) && 'patient' in (access[shownBy] ?? {});
      });
      expect(recordsTold(stream)).toEqual(own.map(({ record }) => record).sort());
    }
    for (const [, { told }] of listeners)
      for (const { event, data } of told)
        if (event !== 'ready') expect(Object.keys(data)).toEqual(['id', 'version', 'patientId']);
  });
});

describe('appointment-service', () => {
  let tested: TestedService;
  let tcp: Awaited<ReturnType<typeof proxied>>;
  beforeAll(async () => {
    const database = await createTestDatabase('appointment-service');
    tcp = await proxied(database.port);
    tested = await start('appointment-service', { database: { ...database, port: tcp.port } });
    direct = database;
  });
  let direct: Database['settings'];
  const anAppointment = async (offset: number) => {
    const [row] = await tested.db.query<{ id: string }>(
      `select id from appointments where status = 'booked' order by id offset ${offset} limit 1`,
    );
    return row?.id ?? '';
  };
  const anotherIsHeard = async (stream: Followed, offset: number) => {
    const id = await anAppointment(offset);
    await tested.db.query(`update appointments set reason = 'another' where id = $1`, [id]);
    expect(await hears(stream, id)).toBe(1);
  };
  const connectTo = async () => {
    const { host, port, database, user, password } = direct;
    const client = new pg.Client({ host, port, database, user, password });
    client.on('error', () => {});
    await client.connect();
    return client;
  };

  it('tells once of what was committed late, and of what was removed', async () => {
    const stream = await followAs(tested, { roles: ['nurse'] });
    const id = await anAppointment(0);
    const slow = await connectTo();
    await slow.query('begin');
    await slow.query(`update appointments set reason = 'late' where id = '${id}'`);
    // longer than the four seconds that are looked at while nobody writes slowly (three, and two looks)
    await pause(4500);
    expect(heard(stream, id)).toEqual([]);
    await slow.query('commit');
    expect(await hears(stream, id)).toBe(1);
    await slow.query(`delete from appointments where id = '${id}'`);
    expect(await hears(stream, id, 2)).toBe(2);
    // looks go on, with the removal among what they see, and without
    await anotherIsHeard(stream, 2);
    await tested.db.query(`update removed_records set removed_at = removed_at - interval '1 minute'`);
    await anotherIsHeard(stream, 3);
    expect(heard(stream, id)).toHaveLength(2);
    await slow.end();
  });

  it('stays open while the database is gone, and tells afterwards what was changed meanwhile', async () => {
    const stream = await followAs(tested, { roles: ['nurse'] });
    const id = await anAppointment(1);
    await tcp.cut();
    const elsewhere = await connectTo();
    await elsewhere.query(`update appointments set reason = 'meanwhile' where id = '${id}'`);
    await elsewhere.end();
    // longer than a look goes back
    await pause(4500);
    expect({ ended: stream.hasEnded(), heard: heard(stream, id) }).toEqual({ ended: false, heard: [] });
    await tcp.mend();
    expect(await hears(stream, id)).toBe(1);
  });

  it('ends with the token', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    // a token is taken for half a minute longer than it says
    const stream = await followAs(tested, { roles: ['nurse'], iat: seconds - 60, exp: seconds - 28 });
    expect(stream.hasEnded()).toBe(false);
    expect(await eventually(async () => stream.hasEnded(), Boolean, 6000)).toBe(true);
  });

  it('is for who asks for a stream, and says so to others', async () => {
    const response = await fetch(`${tested.served.url}/events`, { headers: bearer({ roles: ['nurse'] }) });
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 406,
      body: { type: '/problems/stream-only' },
    });
    const head = await fetch(`${tested.served.url}/events`, {
      method: 'HEAD',
      headers: { ...bearer({ roles: ['nurse'] }), accept: 'text/event-stream' },
    });
    expect(head.status).toBe(200);
  });
});

it('tells of a restricted patient the care team, and nobody else of the staff', async () => {
  const patients = await start('patient-service', { restrictions: 'asked' });
  const restricted = patientNumber(1);
  await patients.served.api
    .put(`/patients/${restricted}/restriction`)
    .set(bearer({ sub: 'mara', roles: ['manager'] }))
    .send({ restricted: true, careTeam: [{ subject: 'dana', name: 'Dr. Dana' }] })
    .expect(200);
  const environment = { PATIENT_SERVICE_URL: patients.served.url };
  const tested = await start('appointment-service', { restrictions: 'asked', environment });
  const [team, others, patient] = await Promise.all([
    followAs(tested, { sub: 'dana', roles: ['doctor'] }),
    followAs(tested, { sub: 'noor', roles: ['nurse'] }),
    followAs(tested, { sub: 'margaret', roles: ['patient'], patient_id: restricted }),
  ]);
  const [theirs] = await tested.db.query<{ id: string }>(
    `update appointments set updated_at = now()
     where id = (select id from appointments where patient_id = $1 order by id limit 1) returning id`,
    [restricted],
  );
  const [another] = await tested.db.query<{ id: string }>(
    `update appointments set updated_at = now()
     where id = (select id from appointments where patient_id <> $1 order by id limit 1) returning id`,
    [restricted],
  );
  expect(await hears(team, theirs?.id ?? '')).toBeGreaterThan(0);
  expect(await hears(patient, theirs?.id ?? '')).toBeGreaterThan(0);
  expect(await hears(others, another?.id ?? '')).toBeGreaterThan(0);
  expect(heard(others, theirs?.id ?? '')).toEqual([]);
  expect(others.text()).not.toContain(restricted);
});

/** A way to the database that can be cut. */
async function proxied(target: number) {
  const sockets = new Set<Socket>();
  let server: Server;
  const listen = (port: number) =>
    new Promise<number>((resolve) => {
      server = createServer((socket) => {
        const there = connect(target, '127.0.0.1');
        for (const one of [socket, there]) {
          sockets.add(one);
          one.on('error', () => {});
          one.on('close', () => sockets.delete(one));
        }
        socket.pipe(there).pipe(socket);
      }).listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const port = await listen(0);
  atEnd(cut);
  return { port, cut, mend: () => listen(port) };
}
