import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseSettings } from '@hms/service-kit/database-connection';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { createTestDatabase } from '@hms/service-kit/testing/database';

const root = path.resolve(__dirname, '../..');
export const password = 'of-the-sample-people';
export const sessionKey = 'of-the-sessions-of-a-whole-hospital';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ownKey = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
const shownKey = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

export interface Program {
  url: string;
  database: DatabaseSettings;
  /** Everything that it has logged. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts identity as it is deployed, for a gateway at `gatewayUrl`. */
export async function startIdentity(gatewayUrl: string): Promise<Program> {
  const port = await freePort();
  return startProgram('identity', port, await createTestDatabase('identity'), {
    AUTH_ISSUER: `http://127.0.0.1:${port}`,
    SAMPLE_STAFF_PASSWORD: password,
    INTEGRATION_CLIENT_SECRET: 'of-the-integration',
    SERVICE_PUBLIC_KEYS: `gateway=${shownKey}`,
    GATEWAY_URLS: gatewayUrl,
  });
}

/**
 * Starts the gateway as it is deployed; no issuer responds to it unless `environment` names one.
 * @param at where it is not a free port, and a new database
 */
export async function startGateway(
  environment: Record<string, string>,
  at: { port?: number; database?: DatabaseSettings } = {},
): Promise<Program> {
  const port = at.port ?? (await freePort());
  return startProgram('gateway', port, at.database ?? (await createTestDatabase('gateway')), {
    AUTH_ISSUER: 'http://127.0.0.1:1',
    AUTH_CLIENT_KEY: ownKey,
    SESSION_KEY: sessionKey,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...environment,
  });
}

/** Other fleets, and other tests, run on the same machine. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function startProgram(
  name: string,
  port: number,
  database: DatabaseSettings,
  environment: Record<string, string>,
): Promise<Program> {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: path.join(root, name),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      HOST: '127.0.0.1',
      PORT: String(port),
      MANAGEMENT_PORT: String(await freePort()),
      DB_HOST: '127.0.0.1',
      DB_PORT: String(database.port),
      DB_NAME: database.database,
      DB_USER: database.user,
      DB_PASSWORD: database.password,
      ...environment,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  atEnd(stop);
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error(`${name} has ended: ${output}`);
    await pause(50);
  }
  return { url, database, output: () => output, stop };
}

function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
