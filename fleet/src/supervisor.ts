import type { ChildProcess } from 'node:child_process';

export type State = 'stopped' | 'starting' | 'ready' | 'stopping' | 'waiting to restart';

export interface Program {
  name: string;
  spawn(): ChildProcess;
  /** Resolves true once it serves, and false when the process ended before that. */
  ready(child: ChildProcess): Promise<boolean>;
  /** How it is asked to end in good order. */
  stopSignal: NodeJS.Signals;
}

export interface Supervised {
  readonly name: string;
  state(): { state: State; pid: number | undefined; restarts: number };
  /** Resolves once it serves. Rejects when the process ends before it ever did. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const killAfterMs = 15_000;
const longestPauseMs = 30_000;
/** After this long without a fault, the next restart is quick again. */
const steadyMs = 60_000;

/** Keeps one program running: ended by itself, it is started again after 1 s, then after growing pauses. */
export const supervise = (program: Program, report: (line: string) => void): Supervised => {
  let child: ChildProcess | undefined;
  let state: State = 'stopped';
  let restarts = 0;
  let pauseMs = 1000;
  let timer: NodeJS.Timeout | undefined;

  const isStarting = () => state === 'starting';

  const launch = async (): Promise<boolean> => {
    state = 'starting';
    const started = program.spawn();
    child = started;
    const since = Date.now();
    started.on('error', (error) => report(`${program.name} could not be started: ${error.message}`));
    started.once('exit', (code, signal) => {
      if (child !== started) return;
      child = undefined;
      if (state === 'stopping' || state === 'stopped') return;
      if (Date.now() - since > steadyMs) pauseMs = 1000;
      const first = state === 'starting' && restarts === 0;
      state = first ? 'stopped' : 'waiting to restart';
      if (first) return;
      report(`${program.name} ended (${signal ?? `exit code ${code}`}); it is started again in ${pauseMs / 1000} s`);
      timer = setTimeout(() => void relaunch(), pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    });
    const serves = await program.ready(started);
    if (serves && child === started && isStarting()) state = 'ready';
    return serves;
  };

  const relaunch = async (): Promise<void> => {
    restarts++;
    const serves = await launch().catch(() => false);
    if (serves) report(`${program.name} is ready again`);
  };

  return {
    name: program.name,
    state: () => ({ state, pid: child?.pid, restarts }),
    start: async () => {
      if (child) return;
      clearTimeout(timer);
      restarts = 0;
      pauseMs = 1000;
      if (!(await launch())) throw new Error(`${program.name} ended before it was ready`);
    },
    stop: async () => {
      clearTimeout(timer);
      const running = child;
      state = running ? 'stopping' : 'stopped';
      if (!running) return;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      running.kill(program.stopSignal);
      const kill = setTimeout(() => running.kill('SIGKILL'), killAfterMs);
      await ended;
      clearTimeout(kill);
      child = undefined;
      state = 'stopped';
    },
  };
};
