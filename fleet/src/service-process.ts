import { spawn, type ChildProcess } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot, type Home } from './home';
import { gatewayUrl, issuerUrl, type ServiceUnit } from './topology';

export interface UpstreamPorts {
  services: ServiceUnit[];
  identity: ServiceUnit;
  gateway: ServiceUnit;
  /** How far above its own port a service's upstreams are told to find it: 0, or where a proxy stands. */
  upstreamOffset: number;
}

/** The names under which `passwords.json` keeps what the sample people share, and the secret of the sample integration. */
export const samplePassword = 'sample-staff';
export const integrationSecret = 'integration';
/** The same, for what the gateway encrypts sessions by. */
export const sessionKey = 'session-key';

export const logFileOf = (home: Home, name: string): string => path.join(home.logs, `${name}.log`);

/** Where services are told that this one answers. */
const upstreamPort = (name: string, { services, upstreamOffset }: UpstreamPorts) =>
  (services.find((service) => service.name === name)?.port ?? 0) + upstreamOffset;

/** Here one person is a whole hospital: whoever tries things, a proof, a fuzzer. */
const limits = {
  REQUESTS_A_MINUTE: process.env['REQUESTS_A_MINUTE'] ?? '1000000',
  FAILURES_A_MINUTE: process.env['FAILURES_A_MINUTE'] ?? '1000000',
};

/** What this service, and no other, is told: its own database's credentials and its upstreams' addresses. */
const environmentOf = (service: ServiceUnit, ports: UpstreamPorts, home: Home): Record<string, string> => {
  const urls = service.upstreams.map(({ variable, service: name }) => [
    variable,
    `http://127.0.0.1:${upstreamPort(name, ports)}`,
  ]);
  return {
    HOST: '127.0.0.1',
    PORT: String(service.port),
    ...limits,
    TRUST_PROXY: trusted(service, ports),
    MANAGEMENT_HOST: '127.0.0.1',
    MANAGEMENT_PORT: String(service.managementPort),
    DB_HOST: '127.0.0.1',
    DB_PORT: String(service.database.port),
    DB_NAME: service.database.name,
    DB_USER: service.database.role,
    DB_PASSWORD: home.passwords[service.name] ?? '',
    ...(Object.fromEntries(urls) as Record<string, string>),
    AUTH_ISSUER: issuerUrl(ports.identity),
    ...(service.name === ports.identity.name ? environmentOfIdentity(ports, home) : clientKeyOf(service, home)),
    ...(service.name === ports.gateway.name ? environmentOfGateway(ports, home) : {}),
  };
};

/** The services believe the gateway from where a request came; nobody stands before itself, or identity. */
const trusted = ({ name }: ServiceUnit, { identity, gateway }: UpstreamPorts): string =>
  process.env['TRUST_PROXY'] ?? ([identity.name, gateway.name].includes(name) ? '' : 'loopback');

const clientKeyOf = ({ name, hasKey }: ServiceUnit, { clientKeys }: Home): Record<string, string> =>
  hasKey ? { AUTH_CLIENT_KEY: clientKeys[name] ?? '' } : {};

const environmentOfGateway = ({ gateway }: UpstreamPorts, { passwords }: Home): Record<string, string> => ({
  PUBLIC_URL: gatewayUrl(gateway),
  SESSION_KEY: passwords[sessionKey] ?? '',
});

const environmentOfIdentity = (
  { gateway }: UpstreamPorts,
  { passwords, clientKeys }: Home,
): Record<string, string> => ({
  GATEWAY_URLS: gatewayUrl(gateway),
  SAMPLE_STAFF_PASSWORD: passwords[samplePassword] ?? '',
  INTEGRATION_CLIENT_SECRET: passwords[integrationSecret] ?? '',
  SERVICE_PUBLIC_KEYS: Object.entries(clientKeys)
    .map(([name, key]) => `${name}=${publicKeyOf(key)}`)
    .join(','),
});

const publicKeyOf = (privateKey: string): string => {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
};

/** For `npm run dev`, which runs one service on the fleet's databases. */
export const writeEnvironmentFile = (service: ServiceUnit, ports: UpstreamPorts, home: Home): void => {
  const lines = Object.entries(environmentOf(service, ports, home)).map(([name, value]) => `${name}=${value}`);
  writeFileSync(path.join(home.folder, 'env', `${service.name}.env`), `${lines.join('\n')}\n`, { mode: 0o600 });
};

/** Starts the built service. The channel to it closes when this process dies, and then it stops by itself. */
export const spawnService = (service: ServiceUnit, ports: UpstreamPorts, home: Home): ChildProcess => {
  const log = openSync(logFileOf(home, service.name), 'a', 0o600);
  const folder = path.join(projectRoot, service.name);
  return spawn(process.execPath, ['--enable-source-maps', 'dist/main.js'], {
    cwd: folder,
    detached: true,
    env: { ...process.env, ...environmentOf(service, ports, home) },
    stdio: ['ignore', log, log, 'ipc'],
  });
};

/** Resolves true once the service itself says that it is ready; another program on its port is not taken for it. */
export const saysReady = (child: ChildProcess): Promise<boolean> =>
  new Promise((resolve) => {
    child.once('message', () => resolve(true));
    child.once('exit', () => resolve(false));
  });

/** Whether it can answer just now, its database included. */
export const isReadyNow = async (port: number): Promise<boolean> => {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1500) }).catch(
    () => undefined,
  );
  return response?.ok ?? false;
};

/** What the service's log says last, if that is why it ended. */
export const lastWords = (home: Home, name: string): string => {
  const line = readFileSync(logFileOf(home, name), 'utf8').trim().split('\n').at(-1) ?? '';
  try {
    const entry = JSON.parse(line) as { level?: string; msg?: string };
    return entry.level === 'fatal' ? (entry.msg ?? '') : '';
  } catch {
    // a fault in its configuration, or one that JavaScript reports
    return line;
  }
};
