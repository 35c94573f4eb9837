import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { passwordOf, tokensOf, type TokenSource } from '../fleet/src/tokens';
import { loadServices } from '../fleet/src/topology';
import { personFor } from '../proofs/credentials';
import { bearer } from '../service-kit/testing/issuer';

const root = path.resolve(__dirname, '..');
const program = path.join(root, 'fleet/dist/main.js');

export interface RunningFleet {
  process: ChildProcess;
  /** What it has printed. */
  output: () => string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
}

type Authorize = (method: string, url: string, body?: object) => Promise<string>;
const authorizers = new Map<string[], Authorize>();

/** Returns the Authorization header of one who may: in a fleet of these tests or, elsewhere, by the issuer of the test run. */
export const authorizationFor: Authorize = async (method, url, body) => {
  const [, authorize] = [...authorizers].find(([urls]) => urls.includes(new URL(url).origin)) ?? [];
  return authorize ? authorize(method, url, body) : bearer().authorization;
};

/**
 * A fleet beside the one a developer may have running, and beside those of other test files: other ports, another home.
 * @param name of the home, below `.fleet`
 * @param portOffset another one in each test file
 */
export const fleetProgram = (name: string, portOffset: number) => {
  const home = path.join(root, '.fleet', name);

  const base = (number: number) => `http://127.0.0.1:${3000 + number + portOffset}`;
  const urls = {
    appointment: base(1),
    billing: base(2),
    doctor: base(3),
    patient: base(4),
    payment: base(5),
    prescription: base(6),
  };
  /** Also of a service that these tests do not name. */
  const urlsOfAll = loadServices().map(({ name, port }) => [name.replace('-service', ''), base(port - 3000)] as const);

  const identityUrl = base(10);
  // the name by which it is opened, and knows itself
  const gatewayUrl = base(0).replace('127.0.0.1', 'localhost');

  const started: { process: ChildProcess; ended: Promise<unknown> }[] = [];

  /** Whatever a test has started, and a failed one has left. */
  const endAllFleets = async (): Promise<void> => {
    for (const { process } of started) process.kill('SIGTERM');
    await Promise.all(started.map(({ ended }) => ended));
  };

  let tokens: TokenSource | undefined;

  /** `npm start` without the build. Resolves once it is ready, or has ended. */
  const startFleet = async (...options: string[]): Promise<RunningFleet> => {
    // a fresh identity signs by other keys
    tokens = undefined;
    const args = [program, 'up', '--home', home, '--port-offset', String(portOffset), ...options];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    // closed, not only ended: by then all that it has printed is here
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    started.push({ process: child, ended });
    const ready = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          output += chunk.toString();
          if (output.includes('Stop it:')) resolve();
        });
      }
    });
    await Promise.race([ready, ended]);
    return { process: child, output: () => output, ended };
  };

  /** Under /var/lib where the checkout is closed to the user that runs PostgreSQL; the fleet says so. */
  const dataFolder = ({ output }: RunningFleet): string =>
    /its data is in (\S+)/.exec(output())?.[1] ?? path.join(home, 'data');

  /** `npm run fleet -- …`; gives what it prints. */
  const fleet = (...words: string[]): string => {
    const { stdout, stderr } = spawnSync(process.execPath, [program, ...words, '--home', home], { encoding: 'utf8' });
    return (stdout + stderr).trim();
  };

  const smoke = () =>
    spawnSync('bash', [path.join(root, 'smoke/seed-flow.sh')], {
      encoding: 'utf8',
      env: { ...process.env, FLEET_URL: base(0), FLEET_HOME: home },
    });

  /** Runs a Postman collection against the fleet. */
  const newman = (collection: string) => {
    const values = [
      ...urlsOfAll.map(([name, url]) => `${name}Url=${url}`),
      `gatewayUrl=${gatewayUrl}`,
      `identityUrl=${identityUrl}`,
      `samplePassword=${passwordOf(home)}`,
    ];
    const variables = values.flatMap((value) => ['--env-var', value]);
    const args = [require.resolve('newman/bin/newman.js'), 'run', collection, '--color', 'off', ...variables];
    return spawnSync(process.execPath, args, { encoding: 'utf8' });
  };

  /** Sends the fleet what it should refuse; see fuzz/. */
  const fuzz = (requests: number, seed: number) => {
    const script = ['--transpile-only', '--project', 'tsconfig.test.json', 'fuzz/main.ts'];
    // other tests use this machine too, so that slow answers tell little
    const args = [...script, String(requests), String(seed), '--home', home, '--slow', '15'];
    return spawnSync(process.execPath, [require.resolve('ts-node/dist/bin.js'), ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, FLEET_URL: base(0) },
    });
  };

  /** Everything that services and databases have logged since the fleet was started. */
  const readLogs = (): string =>
    readdirSync(path.join(home, 'logs'))
      .map((file) => readFileSync(path.join(home, 'logs', file), 'utf8'))
      .join('');

  /** The process ids in the status table, services' and databases', by name. */
  const pids = (): Record<string, number> => {
    const rows = fleet('status').split('\n').slice(1);
    const row = /^ *(\S+) +ready +(\d+) .* on (\S+-db), port \d+ +ready +(\d+)$/;
    return Object.fromEntries(
      rows.flatMap((line) => {
        const [, service = '', servicePid, database = '', databasePid] = row.exec(line) ?? [];
        return [
          [service, Number(servicePid)],
          [database, Number(databasePid)],
        ];
      }),
    );
  };

  /** A token of a sample person. */
  const tokenOf = (person: string): Promise<string> => {
    tokens ??= tokensOf({ home, portOffset });
    return tokens(person);
  };

  /** The Authorization header of one who may. */
  const authorize = async (method: string, url: string, body?: object): Promise<string> =>
    `Bearer ${await tokenOf(personFor(method, url, body))}`;
  authorizers.set(
    urlsOfAll.map(([, url]) => url),
    authorize,
  );

  return {
    home,
    urls,
    urlsOfAll,
    identityUrl,
    gatewayUrl,
    endAllFleets,
    startFleet,
    dataFolder,
    fleet,
    smoke,
    newman,
    fuzz,
    readLogs,
    pids,
    tokenOf,
  };
};
