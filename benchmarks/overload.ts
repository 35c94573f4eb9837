import { Agent, request as send } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { authorizationFor } from '../proofs/credentials';
import { metricsUrlOf, urlOf } from '../proofs/fleet-client';
import { randomUUID } from 'node:crypto';

// npm run bench:overload: ten times the load that a service can serve, and what it answers meanwhile and after
const { hostname: host, port } = new URL(urlOf('patient'));
const service = { host, port };
// each request has a connection as soon as it is sent, most of them one that was open before
const agent = new Agent({ keepAlive: true, maxSockets: 4000 });

interface Answered {
  status: number;
  ms: number;
}

let authorization = '';

const ask = (method: string, path: string, body?: object, key?: string): Promise<Answered> =>
  new Promise((resolve) => {
    const began = performance.now();
    const headers = {
      authorization,
      ...(body && { 'content-type': 'application/json' }),
      ...(key && { 'idempotency-key': key }),
    };
    const end = (status: number) => resolve({ status, ms: performance.now() - began });
    const request = send({ ...service, method, path, headers, agent }, (response) => {
      response.resume();
      response.once('end', () => end(response.statusCode ?? 0));
    });
    request.once('error', () => end(0));
    request.end(body && JSON.stringify(body));
  });

let registered = 0;
/** A registration: duplicates are looked for, several rows and their index are written. */
const register = () => {
  const n = registered++;
  const name = randomUUID().replaceAll(/[\d-]/g, 'e');
  const body = { givenName: `Load ${name.slice(0, 8)}`, familyName: `${name.slice(8)} ${'abcdefghij'[n % 10]}` };
  return ask('POST', '/patients?allowDuplicate=true', body, randomUUID());
};

const percentile = (all: number[], share: number) =>
  all.length === 0 ? '' : ([...all].sort((a, b) => a - b)[Math.floor((all.length - 1) * share)] ?? 0).toFixed(0);

const rowOf = (what: string, seconds: number, answers: Answered[], statuses: (status: number) => boolean) => {
  const times = answers.filter(({ status }) => statuses(status)).map(({ ms }) => ms);
  return {
    what,
    'a second': (times.length / seconds).toFixed(0),
    'median ms': percentile(times, 0.5),
    '99 % ms': percentile(times, 0.99),
    'slowest ms': percentile(times, 1),
  };
};

/** As many as `clients` can, one after the other each. */
const closedLoop = async (seconds: number, clients: number): Promise<Answered[]> => {
  const answers: Answered[] = [];
  const until = Date.now() + seconds * 1000;
  const client = async () => {
    while (Date.now() < until) answers.push(await register());
  };
  await Promise.all(Array.from({ length: clients }, client));
  return answers;
};

/** So many a second, whether the ones before are answered or not. */
const openLoop = async (seconds: number, rate: number): Promise<Answered[]> => {
  const sent: Promise<Answered>[] = [];
  const began = performance.now();
  for (let second = 0; second < seconds;) {
    second = (performance.now() - began) / 1000;
    while (sent.length < second * rate) sent.push(register());
    await pause(5);
  }
  return Promise.all(sent);
};

const whileRunning = async <T>(work: Promise<T>, path: string): Promise<{ result: T; answers: Answered[] }> => {
  const answers: Answered[] = [];
  let running = true;
  const probe = async () => {
    while (running) {
      answers.push(await ask('GET', path));
      await pause(250);
    }
  };
  const probing = probe();
  const result = await work;
  running = false;
  await probing;
  return { result, answers };
};

const memory = async (): Promise<string> => {
  const text = await (await fetch(metricsUrlOf(urlOf('patient')))).text();
  return `${(Number(/\nprocess_resident_memory_bytes\{[^}]*\} (\S+)/.exec(text)?.[1]) / 1e6).toFixed(0)} MB`;
};

const main = async (): Promise<void> => {
  authorization = await authorizationFor('POST', '/patients');
  const ok = (status: number) => status === 201;
  await closedLoop(3, 16);
  const before = await memory();
  const alone = await closedLoop(8, 16);
  const capacity = alone.filter(({ status }) => ok(status)).length / 8;
  console.log(`${capacity.toFixed(0)} registrations a second; now ${(capacity * 10).toFixed(0)} a second for 15 s …`);
  const { result, answers: probes } = await whileRunning(openLoop(15, capacity * 10), '/readyz');
  const during = await memory();
  const after: Answered[] = [];
  for (let i = 0; i < 100; i++) after.push(await register());
  console.table([
    rowOf('16 clients: 201', 8, alone, ok),
    rowOf('tenfold: 201', 15, result, ok),
    rowOf('tenfold: 503', 15, result, (status) => status === 503),
    rowOf('tenfold: anything else', 15, result, (status) => !ok(status) && status !== 503),
    rowOf('tenfold: /readyz 200', 15, probes, (status) => status === 200),
    rowOf('tenfold: /readyz not 200', 15, probes, (status) => status !== 200),
    rowOf('right after, one client', 1, after, ok),
  ]);
  console.log(`memory: ${before} before, ${during} at its end, ${await memory()} now`);
  agent.destroy();
};

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
