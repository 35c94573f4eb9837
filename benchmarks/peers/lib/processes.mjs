// Processes that a run starts, what they cost, and their end.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { accessVariables, startIssuer, tokenFor } from './issuer.mjs';

export const here = path.resolve(fileURLToPath(import.meta.url), '../..');
/** A built checkout of the fleet: this one, unless FLEET names another. */
export const fleet = process.env.FLEET ?? path.resolve(here, '../..');
/** Where data and logs go. */
export const work = process.env.BENCH_WORK ?? path.join(fleet, '.fleet/bench');
mkdirSync(work, { recursive: true });

const started = new Set();
export const start = (command, args, { log, ipc, ...options }) => {
  const file = openSync(path.join(work, `${log}.log`), 'a');
  const child = spawn(command, args, { ...options, stdio: ['ignore', file, file, ...(ipc ? ['ipc'] : [])] });
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
};

export const stop = async (child, signal = 'SIGTERM') => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await Promise.race([ended, pause(8000).then(() => child.kill('SIGKILL'))]);
};

export const stopAll = async () => {
  // in reverse, so that the database is the last
  for (const child of [...started].reverse()) await stop(child, child.stopSignal);
};
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stopAll().then(() => process.exit(1)));

/** A service of the fleet on any database, with everything on: tokens, audit, log, metrics. */
export const startService = async (name, port, environment, flags = []) => {
  await startIssuer();
  const child = start(process.execPath, ['--enable-source-maps', ...flags, 'dist/main.js'], {
    log: `${name}-${port}`,
    cwd: path.join(fleet, name),
    ipc: true,
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), ...accessVariables(), ...environment },
  });
  await Promise.race([
    new Promise((resolve) => child.once('message', resolve)),
    new Promise((_, reject) => child.once('exit', () => reject(new Error(`${name} ended; see ${work}`)))),
  ]);
  return child;
};

export const startPeer = async (file, port, environment) => {
  await startIssuer();
  const child = start(process.execPath, [path.join(here, file)], {
    log: `peer-${port}`,
    cwd: here,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      TZ: 'UTC',
      HOST: '127.0.0.1',
      PORT: String(port),
      ...accessVariables(),
      ...environment,
    },
  });
  const headers = { authorization: `Bearer ${await tokenFor('receptionist')}` };
  for (let tries = 0; tries < 400; tries++) {
    const response = await fetch(`http://127.0.0.1:${port}/patients?limit=1`, { headers }).catch(() => undefined);
    if (response?.ok) return child;
    await pause(25);
  }
  throw new Error(`${file} does not respond; see ${work}`);
};

export const statOf = (pid) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1], own: fields[11] + fields[12], reaped: fields[13] + fields[14] };
  } catch {
    return undefined;
  }
};

/** Seconds of processor of a process. */
export const cpuOf = (pid) => (statOf(pid)?.own ?? 0) / 100;

/** The same of a process and all that it has started. */
export const cpuOfTree = (pid) => {
  const root = statOf(pid);
  if (!root) return 0;
  const children = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(statOf)
    .filter((stat) => stat?.parent === pid);
  return (root.own + root.reaped + children.reduce((sum, { own }) => sum + own, 0)) / 100;
};

/** Resident MiB: now, and the most so far. */
export const memoryOf = (pid) => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  return { now: of('VmRSS'), peak: of('VmHWM') };
};
