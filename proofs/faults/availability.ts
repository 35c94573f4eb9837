import { isDeath, type Fault } from './faults';
import type { ProofFleet } from './fleet';
import { groupBy, type Attempt } from './history';
import { notThere } from './load';

/** After a part is ready again, or an upstream passes again: how long others may take to be connected to it again. */
const marginMs = 1500;

/**
 * The same for a caller of an upstream: a call that tries whether it is back, begun just before it is, takes its whole time
 * limit of two seconds, and then nobody asks for one more.
 */
const callerMarginMs = marginMs + 2000;

interface Window {
  from: number;
  to: number;
}

/** Whose answer has to be there: with patient-service silent nothing is dispensed, and that is 503. */
const needed: Record<string, string[]> = { dispense: ['patient'] };

/** Told to come again because there is too much to do, which is for the machine's size to answer and not for a fault. */
const wasTurnedAway = ({ type }: Attempt): boolean => type === '/problems/overloaded';

const failed = (attempt: Attempt): boolean =>
  (typeof attempt.status === 'string' || attempt.status >= 500) && !wasTurnedAway(attempt);

export interface Availability {
  service: string;
  requests: number;
  /** Failed while the service itself, or its own database, was being killed or coming back. */
  failedInOwnFaults: number;
  turnedAway: number;
  /** Failed, and nothing that the answer needs was broken. */
  failedOutside: Attempt[];
  /** Of those that did not fail, outside the service's own faults. */
  slowestMs: number;
}

/** Holds each failed request against the faults of what it needs; every other failure is one that was caught from elsewhere. */
export const availabilityOf = (fleet: ProofFleet, faults: Fault[], attempts: Attempt[]): Availability[] => {
  const windowsOf = (owner: string, asUpstream: boolean): Window[] =>
    faults
      .filter((fault) =>
        isDeath(fault)
          ? [`${owner}-service`, `${owner}-db`].includes(fault.target)
          : asUpstream && fault.target === owner,
      )
      .map((fault) => {
        const { target, began, ended } = fault;
        const over = isDeath(fault) ? (fleet.readyAgain(target, began) ?? Infinity) : ended;
        return { from: began, to: over + (asUpstream ? callerMarginMs : marginMs) };
      });
  const overlaps = ({ began, ended }: Attempt, windows: Window[]) =>
    windows.some(({ from, to }) => began <= to && ended >= from);

  return [...groupBy(attempts, ({ service }) => service)].map(([service, all]) => {
    const own = windowsOf(service, false);
    const excused = (attempt: Attempt) =>
      overlaps(attempt, own) ||
      (needed[attempt.what] ?? []).some((upstream) => overlaps(attempt, windowsOf(upstream, true)));
    const failures = all.filter(failed);
    const undisturbed = all.filter((attempt) => !failed(attempt) && !wasTurnedAway(attempt) && !overlaps(attempt, own));
    return {
      service,
      requests: all.length,
      turnedAway: all.filter(wasTurnedAway).length,
      failedInOwnFaults: failures.filter(excused).length,
      failedOutside: failures.filter((attempt) => !excused(attempt)),
      slowestMs: Math.max(0, ...undisturbed.map(({ began, ended }) => ended - began)),
    };
  });
};

/** What a client had been told of, and was not found again. */
export const readsThatFoundNothing = (attempts: Attempt[]): string[] =>
  attempts
    .filter(({ type }) => type === notThere)
    .map(({ what, service }) => `${what}: ${service}-service lost a record`);
