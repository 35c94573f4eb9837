import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { upstreamOffset, portOffset } from './address';
import { randomFrom, serviceNames } from '../fleet-client';
import { breaking, killing } from './faults';
import { startFleet, type ProofFleet } from './fleet';
import { newHistory } from './history';
import { populate } from './load';
import { runCrashPoints, runPhase, type Phase } from './phase';
import { startProxy, type Proxy } from './proxy';
import { tableOf, type PhaseReport } from './report';
import { newWorld } from './world';

export interface ProofOptions {
  /** Of faults in all, over the phases. */
  minutes: number;
  seed: number;
  short: boolean;
  /** How the names of the phases begin that are run; all without it. */
  only?: string;
}

// those that another service calls, by their ports
const upstreams = { billing: 3002, doctor: 3003, patient: 3004 };

const phasesOf = (
  fleet: ProofFleet,
  proxies: Record<string, Proxy>,
  { minutes, seed, short }: ProofOptions,
): Phase[] => {
  const killServices = killing(
    fleet,
    serviceNames.map((name) => `${name}-service`),
    2000,
  );
  const killDatabases = killing(
    fleet,
    serviceNames.map((name) => `${name}-db`),
    2000,
  );
  const breakUpstreams = breaking(proxies, short ? 2000 : 4000);
  const rounds = Math.max(1, Math.round((minutes * 60) / 4 / 45));
  const allAtOnce = { name: 'all at once', injectors: [killServices, killDatabases, breakUpstreams] };
  if (short) return [{ ...allAtOnce, rounds: 1, seconds: 15, perSecond: 20, seed }];
  const steady = { rounds, seconds: 45, perSecond: 25 };
  return [
    { name: 'no faults', injectors: [], ...steady, rounds: 1, seconds: 20 },
    { name: 'services killed', injectors: [killServices], ...steady },
    { name: 'databases killed', injectors: [killDatabases], ...steady },
    { name: 'upstreams out of order', injectors: [breakUpstreams], ...steady },
    { ...allAtOnce, ...steady },
  ].map((phase, i) => ({ ...phase, seed: seed + i * 100 }));
};

/** Runs all phases on a fleet of its own, prints what came of them, and gives every violation. */
export const prove = async (options: ProofOptions, say: (line: string) => void = console.log): Promise<string[]> => {
  say(`seed ${options.seed}`);
  const fleet = await startFleet();
  const proxies: Record<string, Proxy> = {};
  const reports: PhaseReport[] = [];
  const stop = async () => {
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    const toLookAt = reports.some(({ violations }) => violations.length > 0);
    if (toLookAt) {
      const file = path.join(fleet.home, 'proof.json');
      writeFileSync(file, JSON.stringify(reports, null, 1));
      say(`what was done and answered is in ${file}, the logs beside it`);
    }
    await fleet.stop(toLookAt);
  };
  const onSignal = () => void stop().then(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  try {
    for (const [name, port] of Object.entries(upstreams)) {
      proxies[name] = await startProxy(port + portOffset + upstreamOffset, port + portOffset);
    }
    const world = newWorld();
    await populate(world, newHistory(), randomFrom(options.seed));
    const isWanted = (name: string) => name.startsWith(options.only ?? '');
    const note = (report: PhaseReport) => {
      world.firstDay += 10;
      reports.push(report);
      for (const violation of report.violations.slice(0, 30)) say(`  VIOLATION ${violation}`);
    };
    for (const phase of phasesOf(fleet, proxies, options)) {
      if (isWanted(phase.name)) note(await runPhase(fleet, world, phase, say));
    }
    if (isWanted('crash points')) note(await runCrashPoints(fleet, world, proxies, options, say));
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
    await stop();
  }
  say(tableOf(reports));
  say(`seed ${options.seed}`);
  return reports.flatMap(({ violations }) => violations);
};
