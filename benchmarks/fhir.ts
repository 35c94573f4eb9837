// npm run bench:fhir [-- rounds [type …]]
// What a request in FHIR costs beside the native one, on a running fleet with sample data (FLEET_URL, FLEET_HOME): by the processor
// time of the service, in turns, so that what else the machine does is shared. A search is measured twice: of records that stay as
// they are, and of records that change before each request, which no service has told before.
import http from 'node:http';
import type pg from 'pg';
import { readArguments } from '../fleet/src/read-arguments';
import { fleetHome, tokenOf } from '../proofs/credentials';
import { metricsUrlOf, openDatabaseOf, urlOf, type ServiceName } from '../proofs/fleet-client';

const {
  positionals: [given = '7', ...types],
} = readArguments('npm run bench:fhir [-- rounds [type …]] [--home .fleet]', {
  allowPositionals: true,
  // read where the tokens are
  options: { home: { type: 'string' } },
});
const rounds = Number(given);
const warmUp = 1500;
const requests = { read: 600, search: 150, 'search, changed': 150 };
const atOnce = 8;
const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce });

/** A record in both languages. */
const kinds: { type: string; service: ServiceName; list: string; table: string }[] = [
  { type: 'Patient', service: 'patient', list: '/patients', table: 'patients' },
  { type: 'Appointment', service: 'appointment', list: '/appointments', table: 'appointments' },
  { type: 'Practitioner', service: 'doctor', list: '/doctors', table: 'doctors' },
  { type: 'MedicationRequest', service: 'prescription', list: '/prescriptions', table: 'prescriptions' },
  { type: 'Invoice', service: 'billing', list: '/bills', table: 'bills' },
];

const get = (url: string, token: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    http
      .get(url, { agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString());
          else reject(new Error(`${url} is answered ${response.statusCode}`));
        });
      })
      .on('error', reject);
  });

/** Seconds of processor time that the service has used until now. */
async function processorTime(service: ServiceName): Promise<number> {
  const text = await (await fetch(metricsUrlOf(urlOf(service)))).text();
  return Number(/^process_cpu_seconds_total(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1]);
}

interface Load {
  service: ServiceName;
  token: string;
  /** What is done before each request; then one follows the other. */
  change?: () => Promise<unknown>;
}

/** Microseconds of processor time for a request, of so many. */
async function costOf({ service, token, change }: Load, urls: string[], count: number): Promise<number> {
  const before = await processorTime(service);
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const url = urls[next++ % urls.length] ?? '';
      await change?.();
      await get(url, token);
    }
  };
  await Promise.all(Array.from({ length: change ? 1 : atOnce }, worker));
  return (((await processorTime(service)) - before) / count) * 1e6;
}

const median = (all: number[]) => [...all].sort((a, b) => a - b)[all.length >> 1] ?? NaN;

async function compare(load: Omit<Load, 'token'>, what: keyof typeof requests, native: string[], fhir: string[]) {
  const one = { ...load, token: await tokenOf('owner') };
  for (const urls of [native, fhir]) await costOf(one, urls, load.change ? requests[what] : warmUp);
  const costs: { native: number; fhir: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const pair = {
      native: await costOf(one, native, requests[what]),
      fhir: await costOf(one, fhir, requests[what]),
    };
    costs.push(pair);
  }
  const [plain, translated] = [median(costs.map((one) => one.native)), median(costs.map((one) => one.fhir))];
  return { plain, translated, ratio: median(costs.map((one) => one.fhir / one.native)) };
}

/** Every record gets a new version, as by a write; so what was told of it before is of no use. */
const changing = (database: pg.Client, table: string, ids: string[]) => () =>
  database.query(`update ${table} set id = id where id = any($1::uuid[])`, [ids]);

async function databaseOf(service: ServiceName): Promise<pg.Client> {
  const database = await openDatabaseOf(service, fleetHome());
  if (!database) throw new Error(`no credentials of ${service}-db are in FLEET_HOME`);
  return database;
}

async function main(): Promise<void> {
  console.log(
    `µs of processor time for a request: native, FHIR, and how many times as much (medians of ${rounds} rounds)`,
  );
  for (const { type, service, list, table } of kinds.filter(
    (kind) => types.length === 0 || types.includes(kind.type),
  )) {
    const url = urlOf(service);
    const { data } = JSON.parse(await get(`${url}${list}?limit=50`, await tokenOf('owner'))) as {
      data: { id: string }[];
    };
    const ids = data.map(({ id }) => id);
    const [page, told] = [[`${url}${list}?limit=50`], [`${url}/fhir/R4/${type}?_count=50`]];
    const database = await databaseOf(service);
    const all = {
      read: await compare(
        { service },
        'read',
        ids.map((id) => `${url}${list}/${id}`),
        ids.map((id) => `${url}/fhir/R4/${type}/${id}`),
      ),
      search: await compare({ service }, 'search', page, told),
      'search, changed': await compare(
        { service, change: changing(database, table, ids) },
        'search, changed',
        page,
        told,
      ),
    };
    await database.end();
    for (const [what, { plain, translated, ratio }] of Object.entries(all))
      console.log(
        `  ${`${type} ${what}`.padEnd(36)}${plain.toFixed(0).padStart(7)}${translated.toFixed(0).padStart(7)}${ratio.toFixed(2).padStart(7)}`,
      );
  }
  agent.destroy();
}

void main();
