import { setTimeout as pause } from 'node:timers/promises';
import { availabilityOf, readsThatFoundNothing } from './availability';
import { inject, type Fault, type Injection } from './faults';
import type { ProofFleet } from './fleet';
import { groupBy, newHistory } from './history';
import { brokenInvariants } from './invariants';
import { startLoad } from './load';
import { quiet, settled } from './quiet';
import { wrongAgainstHistory } from './records';
import type { PhaseReport } from './report';
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
  const kills = (name: string) => faults.filter(({ what, target }) => what === 'kill' && target === name).length;
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

/** A steady load, rounds of faults under it, and after each the wait until all is settled; at the end, everything is checked. */
export const runPhase = async (
  fleet: ProofFleet,
  world: World,
  phase: Phase,
  say: (line: string) => void,
): Promise<PhaseReport> => {
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
  if (!(await fleet.isWhole(longestConvergenceMs))) violations.push('not everything that was killed is back');
  const { stuck } = await quiet(fleet.home, Date.now(), longestConvergenceMs);
  violations.push(...stuck.map((what) => `not quiet: ${what}`));
  const availability = availabilityOf(fleet, faults, history.attempts);
  for (const { service, failedOutside } of availability) {
    for (const { what, status, began: at } of failedOutside.slice(0, 5)) {
      violations.push(
        `${service}-service: ${what} was answered ${status} at ${new Date(at).toISOString()}, outside its own faults`,
      );
    }
  }
  violations.push(
    ...readsThatFoundNothing(history.attempts),
    ...endedByItself(fleet, began, faults),
    ...(await wrongAgainstHistory(fleet.home, history.entries)),
    ...(await brokenInvariants(fleet.home)),
  );
  console.table(availability.map(({ failedOutside, ...rest }) => ({ ...rest, failedOutside: failedOutside.length })));
  if (history.shed > 0) say(`  ${phase.name}: ${history.shed} requests were not sent, as too many were under way`);
  return { phase: phase.name, faults, ...history, convergence, violations };
};
