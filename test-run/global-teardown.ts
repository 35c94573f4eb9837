import type { ChildProcess } from 'node:child_process';
import type { Server } from 'node:http';
import { endOnlyRun } from './only-run';

export default async (): Promise<void> => {
  (globalThis as { testIssuer?: Server }).testIssuer?.close();
  const child = (globalThis as { testServerProcess?: ChildProcess }).testServerProcess;
  if (child?.exitCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGQUIT');
    await ended;
  }
  endOnlyRun();
};
