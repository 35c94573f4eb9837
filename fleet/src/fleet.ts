import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { listenForCommands, isRunning } from './control';
import { Fault, messageOf } from './fault';
import { auditHeadsFile, openHome, type Home } from './home';
import { requireFreePorts } from './ports';
import {
  accepts,
  ensureRoleAndDatabase,
  initialise,
  spawnServer,
  stopLeftBehind,
  type PostgresServer,
} from './postgres-server';
import { loadSampleData } from './sample-data';
import {
  integrationSecret,
  isReadyNow,
  lastWords,
  logFileOf,
  samplePassword,
  saysReady,
  sessionKey,
  spawnService,
  writeEnvironmentFile,
  type UpstreamPorts,
} from './service-process';
import { supervise, type Supervised } from './supervisor';
import { curlToTry, statusTable } from './table';
import { gatewayAt, gatewayUrl, identityAt, withPortOffset, type ServiceUnit } from './topology';

export interface FleetOptions {
  /** Folder for data, passwords and logs. */
  home: string;
  portOffset: number;
  /** See `UpstreamPorts`. */
  upstreamOffset: number;
  /** Begin with empty databases. */
  fresh: boolean;
  /** Load the sample data. */
  sample: boolean;
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

const serverOf = ({ database }: ServiceUnit, home: Home): PostgresServer => ({
  name: database.server,
  folder: path.join(home.data, database.server),
  port: database.port,
  password: home.passwords[database.server] ?? '',
  logFile: logFileOf(home, database.server),
  binaries: home.binaries,
  user: home.user,
});

/** A service and its database, to be started in that order and stopped in the other. */
interface Pair {
  service: Supervised;
  database: Supervised;
  start(): Promise<void>;
}

const asFault = (error: unknown) => {
  throw error instanceof Fault ? error : new Fault(messageOf(error));
};

/** @param requireWanted throws once the fleet is being stopped: what is not started yet then stays so */
const pairOf = (
  service: ServiceUnit,
  ports: UpstreamPorts,
  home: Home,
  progress: (line: string) => void,
  requireWanted: () => void,
): Pair => {
  const server = serverOf(service, home);
  const database = supervise(
    {
      name: server.name,
      spawn: () => spawnServer(server),
      ready: (child) => accepts(server, child),
      stopSignal: 'SIGINT',
      lastWords: () => `Its log: ${server.logFile}`,
    },
    say,
  );
  const process = supervise(
    {
      name: service.name,
      spawn: () => spawnService(service, ports, home),
      ready: saysReady,
      stopSignal: 'SIGTERM',
      lastWords: () => lastWords(home, service.name),
    },
    say,
  );
  return {
    service: process,
    database,
    start: async () => {
      await initialise(server);
      requireWanted();
      await database.start().catch(asFault);
      await ensureRoleAndDatabase(server, service.database, home.passwords[service.name] ?? '');
      progress(`${server.name} answers on port ${server.port}`);
      requireWanted();
      await process.start().catch(asFault);
      progress(`${service.name} is ready on port ${service.port}`);
    },
  };
};

const emptyLogs = (services: ServiceUnit[], home: Home) => {
  for (const name of services.flatMap((service) => [service.name, service.database.server])) {
    rmSync(logFileOf(home, name), { force: true });
    writeFileSync(logFileOf(home, name), '', { mode: 0o600 });
  }
};

/** Runs the fleet until it is told to stop. Whatever fails, nothing that it started is left running. */
export const runFleet = async (options: FleetOptions): Promise<void> => {
  const began = Date.now();
  const progress = (line: string) => say(`  ${((Date.now() - began) / 1000).toFixed(1).padStart(4)} s  ${line}`);
  const hospital = withPortOffset(options.portOffset);
  const identity = identityAt(options.portOffset);
  const gateway = gatewayAt(options.portOffset);
  const services = [...hospital, identity, gateway];
  const ports = { services, identity, gateway, upstreamOffset: options.upstreamOffset };
  if (await isRunning(options.home)) {
    throw new Fault(
      'The fleet runs here already. See it with: npm run fleet -- status; end it with: npm run fleet -- down',
    );
  }
  const home = openHome(
    options.home,
    [
      ...services.flatMap(({ name, database }) => [name, database.server]),
      ...[samplePassword, integrationSecret, sessionKey],
    ],
    services.filter(({ hasKey }) => hasKey).map(({ name }) => name),
  );
  const servers = services.map((service) => serverOf(service, home));
  await Promise.all(servers.map(stopLeftBehind));
  if (options.fresh) {
    for (const { folder } of servers) rmSync(folder, { recursive: true, force: true });
    rmSync(auditHeadsFile(home.folder), { force: true });
  }
  await requireFreePorts(services);
  emptyLogs(services, home);
  for (const service of services) writeEnvironmentFile(service, ports, home);

  say(`starting ${services.length} databases, ${hospital.length} services, identity and gateway …`);
  let wanted = true;
  const requireWanted = () => {
    if (!wanted) throw new Fault('the fleet is being stopped');
  };
  const pairs = services.map((service) => pairOf(service, ports, home, progress, requireWanted));
  const parts = new Map(pairs.flatMap(({ service, database }) => [service, database]).map((part) => [part.name, part]));
  const find = (name: string): Supervised => {
    const part = parts.get(name);
    if (!part) throw new Fault(`There is no ${name}; there are: ${[...parts.keys()].sort().join(', ')}`);
    return part;
  };

  let endWait: () => void = () => {};
  const told = new Promise<void>((resolve) => (endWait = resolve));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endWait);
  const control = await listenForCommands(options.home, {
    status: async () => {
      const ready = await Promise.all(services.map(({ port }) => isReadyNow(port)));
      return statusTable(services, find, (service) => ready[services.indexOf(service)] ?? false);
    },
    stop: async (name) =>
      find(name)
        .stop()
        .then(() => `${name} is stopped`),
    start: async (name) => {
      const ready = find(name).start();
      const late = pause(20_000, `${name} is started, and not ready yet; its log is in ${home.logs}`, { ref: false });
      return Promise.race([ready.then(() => `${name} is ready`), late]);
    },
    down: async () => {
      setImmediate(endWait);
      return 'the fleet is stopping';
    },
  });

  const stopAll = async () => {
    await Promise.all(pairs.map(({ service }) => service.stop()));
    await Promise.all(pairs.map(({ database }) => database.stop()));
  };
  const starts = pairs.map((pair) => pair.start());
  try {
    const started = Promise.all(starts);
    if ((await Promise.race([started.then(() => 'started'), told.then(() => 'told')])) === 'started') {
      if (options.sample) {
        await loadSampleData(hospital, home);
        progress('the sample data is in');
      }
      say(`\nThe fleet is ready after ${((Date.now() - began) / 1000).toFixed(1)} s: open ${gatewayUrl(gateway)}\n`);
      say(statusTable(services, find, () => true));
      say(`\nTry it:   ${curlToTry(hospital, options)}\nLogs:     ${home.logs}\nStop it:  Ctrl-C\n`);
      await told;
    }
  } finally {
    say('stopping …');
    wanted = false;
    await stopAll();
    // what was in the middle of a step when it was stopped
    await Promise.allSettled(starts);
    await stopAll();
    await new Promise((resolve) => control.close(resolve));
    say('everything is stopped');
  }
};
