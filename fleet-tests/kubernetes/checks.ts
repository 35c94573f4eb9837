import { randomUUID } from 'node:crypto';
import type { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { kubectl, listPods, root, run, until } from './kubectl';
import { loadServices } from '../../fleet/src/topology';
import { managementPortOf } from '../../service-kit/src/management';
import { clients, startLoad } from './load';
import { fleetUrl, identityUrl, sendAsOwner as send, urlAbove } from './owner';

/** Proves one thing and says what it saw, or throws. */
export type Check = () => Promise<string>;

/** Each with its port on this machine, and the records that it lists first. */
const services = loadServices().map(({ name, port, collections: [records = ''] }) => {
  return { name: name.replace('-service', ''), port, records: `/${records}` };
});
type Service = (typeof services)[number];

/** The services and the gateway by twos, identity, and the database of each. */
const allPods = 2 * (services.length + 1) + 1 + services.length + 2;

const urlOf = ({ port }: Service): string => urlAbove(port - 3000);
const patientUrl = urlAbove(4);

const summary = (lost: string[]): string => {
  const counts = new Map<string, number>();
  for (const why of lost) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].map(([why, count]) => `${count} × ${why}`).join(', ');
};

const allReady = async (): Promise<boolean> => {
  const pods = await listPods();
  return pods.length === allPods && pods.every(({ ready }) => ready);
};

export const applies: Check = async () => {
  await run('bash', [`${root}/k8s/make-secrets.sh`], 30);
  await kubectl('apply', '-f', 'k8s/');
  const seconds = await until(`${allPods} ready pods`, 240, allReady).catch(async (error: unknown) => {
    const waiting = (await listPods()).filter(({ ready }) => !ready).map(({ name }) => name);
    throw new Error(`${String(error)}; not ready: ${waiting.join(', ')}`);
  });
  const restarts = (await listPods()).reduce((sum, pod) => sum + pod.restarts, 0);
  if (restarts > 0) throw new Error(`${restarts} restarts on the way`);
  return `${allPods} pods ready after ${seconds.toFixed(0)} s, 0 restarts`;
};

export const passesSmoke: Check = async () => {
  const said = await run('bash', [`${root}/smoke/seed-flow.sh`], 300, {
    ...process.env,
    FLEET_URL: fleetUrl,
    IDENTITY_URL: identityUrl,
  });
  return `${said.match(/^ {2}ok:/gm)?.length ?? 0} answers as expected`;
};

const newPatient = (url: string, agent?: Agent, key: string = randomUUID()) =>
  send(
    `${url}/patients?allowDuplicate=true`,
    agent,
    { givenName: 'Kay', familyName: 'Eight' },
    { 'idempotency-key': key },
  );

export const keepsData: Check = async () => {
  const url = patientUrl;
  const { id } = JSON.parse((await newPatient(url)).text) as { id: string };
  const [pod] = (await listPods()).filter(({ app }) => app === 'patient-db');
  const start = Date.now();
  await kubectl('delete', 'pod', pod?.name ?? '', '--wait=false');
  await until('another patient-db', 120, async () =>
    (await listPods()).some(({ app, name, ready }) => app === 'patient-db' && name !== pod?.name && ready),
  );
  await until('the patient', 60, async () => (await send(`${url}/patients/${id}`)).status === 200);
  const seconds = (Date.now() - start) / 1000;
  await until(`${allPods} ready pods`, 60, allReady);
  const restarts = (await listPods()).reduce((sum, { restarts }) => sum + restarts, 0);
  if (restarts > 0) throw new Error(`${restarts} restarts of other pods`);
  return `read again after ${seconds.toFixed(0)} s, 0 restarts of others`;
};

/** Reads and registrations in turn. */
const patientLoad = (url: string) =>
  startLoad((number, agent) => (number % 2 ? newPatient(url, agent) : send(`${url}/patients?limit=5`, agent)));

export const rollsOver: Check = async () => {
  const load = patientLoad(patientUrl);
  await pause(2000);
  const rolled = kubectl('rollout', 'restart', 'deployment/patient-service')
    .then(() => kubectl('rollout', 'status', 'deployment/patient-service', '--timeout=120s'))
    // until the last of the old pods has gone
    .then(() => pause(15_000));
  const [outcome] = await Promise.allSettled([rolled]);
  const { sent, lost } = await load.stop();
  if (outcome.status === 'rejected') throw outcome.reason;
  if (lost.length > 0) throw new Error(`${lost.length} of ${sent} requests lost: ${summary(lost)}`);
  return `${sent} requests, 0 lost`;
};

const countRequests = async ({ port, records }: Service, pod: string): Promise<number> => {
  const text = await kubectl(
    'get',
    '--raw',
    `/api/v1/namespaces/default/pods/${pod}:${managementPortOf(port)}/proxy/metrics`,
  );
  const lines = text.split('\n').filter((line) => line.startsWith('http_request_duration_seconds_count'));
  const own = lines.filter((line) => line.includes(`route="${records}"`));
  return own.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
};

export const sharesWork: Check = async () => {
  await until(`${allPods} ready pods`, 60, allReady);
  const pods = await listPods();
  const shares = await Promise.all(
    services.map(async (service) => {
      const own = pods.filter(({ app }) => app === `${service.name}-service`).map(({ name }) => name);
      const count = () => Promise.all(own.map((pod) => countRequests(service, pod)));
      const before = await count();
      for (let i = 0; i < 60; i++) await send(`${urlOf(service)}${service.records}?limit=1`);
      const share = (await count()).map((after, i) => after - (before[i] ?? 0));
      if (share.length !== 2 || Math.min(...share) < 10)
        throw new Error(`${service.name}-service: of 60 requests its pods got ${share.join(' and ')}`);
      return share.join('/');
    }),
  );
  return `of 60 requests each: ${shares.join(', ')}`;
};

export const survivesAKill: Check = async () => {
  const load = patientLoad(patientUrl);
  await pause(2000);
  const killed = listPods()
    .then((pods) => pods.find(({ app }) => app === 'patient-service')?.name ?? '')
    .then((pod) => kubectl('delete', 'pod', pod, '--grace-period=0', '--force'))
    .then(() => until(`${allPods} ready pods`, 90, allReady))
    .then(() => pause(2000));
  const [outcome] = await Promise.allSettled([killed]);
  const { sent, lost } = await load.stop();
  if (outcome.status === 'rejected') throw outcome.reason;
  const said = `${sent} requests, ${lost.length} lost${lost.length > 0 ? ` (${summary(lost)})` : ''}`;
  if (lost.length > clients) throw new Error(said);
  return `${said}; ${clients} clients with one each in flight`;
};
