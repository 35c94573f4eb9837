import { setTimeout as pause } from 'node:timers/promises';
import { availabilityOf, readsThatFoundNothing } from './availability';
import { inject, isDeath, type Fault, type Injection } from './faults';
import { randomFrom } from '../fleet-client';
import { crashAt, crashInJobs, directPoints, jobPoints, pointsWhileAway, whileAway } from './crash-points';
import { diceOf } from './draws';
import type { ProofFleet } from './fleet';
import { groupBy, newHistory, type History } from './history';
import { brokenInvariants } from './invariants';
import { startLoad } from './load';
import type { Proxy } from './proxy';
import { quiet, settled } from './quiet';
import { wrongAgainstHistory } from './records';
import type { PhaseReport } from './report';
import { leaksBetween, usageOf } from './resources';
import type { World } from './world';

/** From the end of faults until everything is settled, and has been answered. */
const longestConvergenceMs = 30_000;

export interface Phase {
  name: string;
  injectors: Parameters<typeof inject>[0];
  /** How often faults begin, go on for `seconds`, and end. */
  rounds: number;
  seconds: number;
  perSecond: number;
  seed: number;
}

const lastOf = (faults: Fault[]) => Math.max(0, ...faults.map(({ ended }) => ended));

/** What ended though nobody had killed it; a database that finds the memory of the killed one still in use tries again. */
const endedByItself = (fleet: ProofFleet, since: number, faults: Fault[]): string[] => {
  const kills = (name: string) => faults.filter((fault) => isDeath(fault) && fault.target === name).length;
  const endings = fleet
    .endings()
    .filter(({ at, name, how }) => at >= since && !(name.endsWith('-db') && how !== 'SIGKILL'));
  return [...groupBy(endings, ({ name }) => name)].flatMap(([name, all]) =>
    all.length > kills(name)
      ? [
          `${name} ended ${all.length} times and was killed ${kills(name)} times: ${all.map(({ how }) => how).join(', ')}`,
        ]
      : [],
  );
};

type Say = (line: string) => void;

/** What only shows when everything has come to rest: waits for that, then looks at everything. */
const judge = async (fleet: ProofFleet, began: number, faults: Fault[], { entries, attempts }: History, say: Say) => {
  const violations: string[] = [];
  if (!(await fleet.isWhole(longestConvergenceMs))) violations.push('not everything that was killed is back');
  const { stuck } = await quiet(fleet.home, Date.now(), longestConvergenceMs);
  violations.push(...stuck.map((what) => `not quiet: ${what}`));
  const availability = availabilityOf(fleet, faults, attempts);
  for (const { service, failedOutside } of availability) {
    for (const { what, status, type, began: at } of failedOutside) {
      const answer = [status, type].join(' ').trim();
      const time = new Date(at).toISOString();
      violations.push(`${service}-service: ${what} was answered ${answer} at ${time}, outside its own faults`);
    }
  }
  violations.push(
    ...readsThatFoundNothing(attempts),
    ...endedByItself(fleet, began, faults),
    ...(await wrongAgainstHistory(fleet.home, entries)),
    ...(await brokenInvariants(fleet.home)),
  );
  for (const { service, requests, turnedAway, failedInOwnFaults, failedOutside, slowestMs } of availability) {
    const failures = `failed in its own faults ${failedInOwnFaults}, outside ${failedOutside.length}`;
    say(
      `  ${service}-service: ${requests} requests, ${turnedAway} turned away, ${failures}, slowest otherwise ${slowestMs} ms`,
    );
  }
  return violations;
};

/** A steady load, rounds of faults under it, and after each the wait until all is settled; at the end, everything is checked. */
export const runPhase = async (fleet: ProofFleet, world: World, phase: Phase, say: Say): Promise<PhaseReport> => {
  const before = await usageOf(fleet);
  const began = Date.now();
  const history = newHistory();
  const load = startLoad(world, history, phase.perSecond, phase.seed);
  const faults: Fault[] = [];
  const convergence: number[] = [];
  const violations: string[] = [];
  let injection: Injection | undefined;
  const progress = setInterval(
    () => say(`  ${phase.name}: ${Math.round((Date.now() - began) / 1000)} s, ${history.attempts.length} requests`),
    5000,
  );
  try {
    for (let round = 1; round <= phase.rounds; round++) {
      injection = inject(phase.injectors, phase.seed * 1000 + round);
      await pause(phase.seconds * 1000);
      const injected = await injection.stop();
      faults.push(...injected);
      if (injected.length === 0) continue;
      const { seconds, stuck } = await settled(fleet.home, lastOf(injected), longestConvergenceMs);
      convergence.push(seconds);
      say(`  ${phase.name}: round ${round}, ${injected.length} faults, settled ${seconds.toFixed(1)} s after the last`);
      violations.push(...stuck.map((what) => `not settled after ${seconds.toFixed(1)} s: ${what}`));
    }
  } finally {
    clearInterval(progress);
    await injection?.stop();
  }
  const unanswered = await load.stop(longestConvergenceMs);
  if (unanswered > 0) violations.push(`${unanswered} requests have no answer yet`);
  if (history.shed > 0) say(`  ${phase.name}: ${history.shed} requests were not sent, as too many were under way`);
  violations.push(...(await judge(fleet, began, faults, history, say)));
  violations.push(...leaksBetween(before, await usageOf(fleet)));
  return { phase: phase.name, faults, ...history, convergence, violations };
};

/** Processes die at exactly the points that are named, one by one; no other load. */
export const runCrashPoints = async (
  fleet: ProofFleet,
  world: World,
  proxies: Record<string, Proxy>,
  { seed, short }: { seed: number; short: boolean },
  say: Say,
): Promise<PhaseReport> => {
  const phase = 'crash points';
  const began = Date.now();
  const history = newHistory();
  const faults: Fault[] = [];
  const dice = diceOf(randomFrom(seed));
  const giveUpAt = began + 300_000;
  const run = { fleet, world, history, dice, faults, isOver: () => Date.now() > giveUpAt };
  const lanes = [...groupBy(directPoints, ({ service }) => service).values()];
  const chosen = lanes.map((points) => (short ? points.slice(0, 0).concat(dice.oneOf(points) ?? []) : points));
  const violations = (await Promise.all(chosen.map((points) => crashAt(run, points)))).flat();
  const away = short ? pointsWhileAway.slice(0, 1) : pointsWhileAway;
  violations.push(...(await crashAt(run, away, whileAway(proxies))));
  say(`  ${phase}: ${faults.length} processes died at theirs`);
  const convergence: number[] = [];
  const rounds = short ? [dice.oneOf(jobPoints) ?? []] : jobPoints;
  for (const points of rounds) {
    violations.push(...(await crashInJobs(run, points, proxies)));
    const since = lastOf(faults);
    const { seconds, stuck } = await settled(fleet.home, since, longestConvergenceMs);
    convergence.push(seconds);
    say(
      `  ${phase}: ${points.length} jobs died at ${points[0]?.step.split('.')[1]}, settled ${seconds.toFixed(1)} s later`,
    );
    violations.push(...stuck.map((what) => `not settled after ${seconds.toFixed(1)} s: ${what}`));
  }
  violations.push(...(await judge(fleet, began, faults, history, say)));
  return { phase, faults, ...history, convergence, violations };
};
