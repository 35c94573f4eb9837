import type { ChildProcess } from 'node:child_process';

export default async (): Promise<void> => {
  const child = (globalThis as { testServerProcess?: ChildProcess }).testServerProcess;
  if (child?.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGQUIT');
  await ended;
};
