import type { ChildProcess } from 'node:child_process';

type State = 'stopped' | 'starting' | 'ready' | 'stopping' | 'waiting to restart';

export interface Program {
  name: string;
  spawn(): ChildProcess;
  /** Resolves true once it serves, and false when the process ended before that. */
  ready(child: ChildProcess): Promise<boolean>;
  /** How it is asked to end in good order. */
  stopSignal: NodeJS.Signals;
  /** The reason that its log ends with, if it gives one. */
  lastWords(): string;
}

export interface Supervised {
  readonly name: string;
  state(): { state: State; pid: number | undefined; restarts: number };
  /** Resolves once it serves. Rejects when the process ends before it ever did. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const killAfterMs = 15_000;
const shortestPauseMs = 1000;
const longestPauseMs = 30_000;

/** Resolves with how the process ended: also when it could not even be started, which Node tells by another event. */
const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => {
      if (child.pid === undefined) resolve(error.message);
    });
  });

/** Keeps one program running: ended by itself, it is started again after 1 s; after growing pauses while it does not get to serve. */
export const supervise = (program: Program, report: (line: string) => void): Supervised => {
  let child: ChildProcess | undefined;
  let state: State = 'stopped';
  let restarts = 0;
  let pauseMs = shortestPauseMs;
  let timer: NodeJS.Timeout | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  let serves: Promise<boolean> = Promise.resolve(false);
  const isOneOf = (...states: State[]) => states.includes(state);

  const onEnd = (how: string) => {
    child = undefined;
    if (isOneOf('stopping', 'stopped')) return;
    // the caller of start() is told, and decides
    const neverServed = isOneOf('starting') && restarts === 0;
    state = neverServed ? 'stopped' : 'waiting to restart';
    if (neverServed) return;
    report(`${program.name} ended (${how}); it is started again in ${pauseMs / 1000} s. ${program.lastWords()}`.trim());
    timer = setTimeout(() => {
      restarts++;
      launch().then(
        (ready) => ready && report(`${program.name} is ready again`),
        (error: unknown) => report(String(error)),
      );
    }, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };

  const launch = (): Promise<boolean> => {
    state = 'starting';
    const started = program.spawn();
    child = started;
    const over = endOf(started).then((how) => {
      onEnd(how);
      return false;
    });
    ended = over;
    serves = Promise.race([program.ready(started), over]).then((ready) => {
      if (ready && child === started && isOneOf('starting')) {
        state = 'ready';
        pauseMs = shortestPauseMs;
      }
      return ready;
    });
    return serves;
  };

  return {
    name: program.name,
    state: () => ({ state, pid: child?.pid, restarts }),
    start: async () => {
      if (isOneOf('stopping')) await ended;
      if (!child) {
        clearTimeout(timer);
        restarts = 0;
        pauseMs = shortestPauseMs;
        void launch();
      }
      if (!(await serves)) throw new Error(`${program.name} ended before it was ready. ${program.lastWords()}`.trim());
    },
    stop: async () => {
      clearTimeout(timer);
      const running = child;
      state = running ? 'stopping' : 'stopped';
      if (!running) return;
      running.kill(program.stopSignal);
      const kill = setTimeout(() => running.kill('SIGKILL'), killAfterMs);
      await ended;
      clearTimeout(kill);
      state = 'stopped';
    },
  };
};
