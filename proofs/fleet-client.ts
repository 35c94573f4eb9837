import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { gatewayAt, services } from '../fleet/src/topology';
import { managementPortOf } from '../service-kit/src/management';
import { authorizationFor } from './credentials';

/** A service's name without its ending, such as `patient`. */
export type ServiceName = string;

const nameOf = ({ name }: { name: string }): ServiceName => name.replace(/-service$/, '');

export const serviceNames: ServiceName[] = services.map(nameOf);

/** Those that keep an audit. */
export const auditedNames: ServiceName[] = services
  .filter(({ sharedSchema }) => sharedSchema.includes('audit'))
  .map(nameOf);

const gatewayPort = gatewayAt(0).port;
const base = new URL(process.env['FLEET_URL'] ?? `http://localhost:${gatewayPort}`);

/** Where the gateway answers. */
export const fleetUrl = base.origin;

/** FLEET_URL says where: the services answer on the ports after it, as for the smoke script. */
export const urlOf = (name: ServiceName): string => {
  const service = services.find((one) => nameOf(one) === name);
  if (!service) throw new Error(`there is no ${name}-service`);
  return `${base.protocol}//${base.hostname}:${Number(base.port) + service.port - gatewayPort}`;
};

/** Where the service that answers at `url` shows its metrics: on this machine only, unless the fleet is reached otherwise. */
export const metricsUrlOf = (url: string): string => {
  const { hostname, port } = new URL(url);
  return `http://${hostname}:${managementPortOf(Number(port))}/metrics`;
};

export interface HttpResponse {
  status: number;
  body: Record<string, unknown>;
}

export const send = async (
  method: string,
  url: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<HttpResponse> => {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: await authorizationFor(method, url, body),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

/** Sends a request that has to succeed, and gives the new record's id. */
export const create = async (url: string, body: object): Promise<string> => {
  const answer = await send('POST', url, body);
  if (answer.status !== 201) throw new Error(`${url} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return String(answer.body['id']);
};

/** Every record of a list, one page at a time. */
export async function* listAll<R>(url: string): AsyncGenerator<R> {
  const page = new URL(url);
  page.searchParams.set('limit', '200');
  for (;;) {
    const { status, body } = await send('GET', page.href);
    if (status !== 200) throw new Error(`${url} was answered ${status}: ${JSON.stringify(body)}`);
    yield* body['data'] as R[];
    if (typeof body['nextCursor'] !== 'string') return;
    page.searchParams.set('cursor', body['nextCursor']);
  }
}

/** Does `work` for each item, `atOnce` of them at a time, and shows how far it is. */
export const inParallel = async <I, R>(
  what: string,
  items: I[],
  atOnce: number,
  work: (item: I) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = [];
  const began = Date.now();
  let next = 0;
  const show = () => console.log(`  ${what}: ${results.length} of ${items.length} after ${seconds(began)}`);
  const timer = setInterval(show, 2000);
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) results.push(await work(item));
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  } finally {
    clearInterval(timer);
  }
  show();
  return results;
};

const seconds = (began: number) => `${((Date.now() - began) / 1000).toFixed(1)} s`;

/**
 * A service's database: where `<NAME>_DATABASE_URL` says, or that of the local fleet. Undefined where neither is to be had.
 * @param home the folder in which the local fleet keeps what it needs
 */
export const openDatabaseOf = async (name: ServiceName, home: string): Promise<pg.Client | undefined> => {
  const client = clientFor(name, home);
  await client?.connect();
  return client;
};

const clientFor = (name: ServiceName, home: string): pg.Client | undefined => {
  const url = process.env[`${name.toUpperCase()}_DATABASE_URL`];
  if (url) return new pg.Client({ connectionString: url });
  try {
    const text = readFileSync(
      path.join(home, 'env', ['identity', 'gateway'].includes(name) ? `${name}.env` : `${name}-service.env`),
      'utf8',
    );
    const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? '';
    return new pg.Client({
      host: value('DB_HOST'),
      port: Number(value('DB_PORT')),
      database: value('DB_NAME'),
      user: value('DB_USER'),
      password: value('DB_PASSWORD'),
    });
  } catch {
    return undefined;
  }
};

/** Numbers from 0 to 1 that are the same again for the same seed (mulberry32). */
export const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
