import { setTimeout as pause } from 'node:timers/promises';
import { randomFrom } from '../fleet-client';
import { diceOf, type Dice } from './draws';
import type { ProofFleet } from './fleet';
import { modes, type Mode, type Proxy } from './proxy';

/** One thing that was done to the fleet; times in milliseconds since 1970. */
export interface Fault {
  /** `crash`: by its own hand, at a crash point. */
  what: 'kill' | 'crash' | Mode;
  /** A service, a database, or the upstream behind a proxy. */
  target: string;
  began: number;
  /** When it was taken away again: at once for a kill. */
  ended: number;
}

export interface Injection {
  /** Ends the faults, and tells of all. */
  stop(): Promise<Fault[]>;
}

type Injector = (
  dice: Dice,
  faults: Fault[],
  isOver: () => boolean,
  rest: (ms: number) => Promise<void>,
) => Promise<void>;

/** A random one of these is killed every `leastMs` to three times as much. */
export const killing =
  (fleet: ProofFleet, names: string[], leastMs: number): Injector =>
  async ({ below, oneOf }, faults, isOver, rest) => {
    for (;;) {
      await rest(leastMs + below(leastMs * 2));
      if (isOver()) return;
      const target = oneOf(names) ?? '';
      if (!(await fleet.kill(target))) continue;
      const now = Date.now();
      faults.push({ what: 'kill', target, began: now, ended: now });
    }
  };

/** A random upstream is out of order in a random way, for `leastMs` to three times as much, one after the other. */
export const breaking =
  (proxies: Record<string, Proxy>, leastMs: number): Injector =>
  async ({ below, oneOf }, faults, isOver, rest) => {
    for (;;) {
      await rest(below(1500));
      if (isOver()) return;
      const target = oneOf(Object.keys(proxies)) ?? '';
      const mode = oneOf(modes) ?? 'silence';
      const fault: Fault = { what: mode, target, began: Date.now(), ended: Infinity };
      faults.push(fault);
      await proxies[target]?.setMode(mode);
      await rest(leastMs + below(leastMs * 2));
      await proxies[target]?.setMode('pass');
      fault.ended = Date.now();
    }
  };

export const inject = (injectors: Injector[], seed: number): Injection => {
  const faults: Fault[] = [];
  const over = new AbortController();
  const rest = async (ms: number) => {
    await pause(ms, undefined, { signal: over.signal }).catch(() => {});
  };
  const all = injectors.map((run, i) => run(diceOf(randomFrom(seed + i)), faults, () => over.signal.aborted, rest));
  return {
    stop: async () => {
      over.abort();
      await Promise.all(all);
      return faults;
    },
  };
};

/** Whether a process died of it, to be started again by the fleet. */
export const isDeath = ({ what }: Fault): boolean => what === 'kill' || what === 'crash';
