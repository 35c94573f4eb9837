// Load by wrk, what it costs, and whether the machine was left alone meanwhile.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { tokenFor } from './issuer.mjs';
import { postgresPid } from './postgres.mjs';
import { cpuOf, cpuOfTree, here, statOf } from './processes.mjs';

const milliseconds = (text) => {
  const [, n, unit] = /([\d.]+)(us|ms|s|m)/.exec(text) ?? [0, 0, 'ms'];
  return Number(n) * { us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit];
};

/** `script` names one in lua/, its arguments follow; the caller has this role. */
export const wrk = async (port, { seconds, connections = 32, script, args = [], role = 'receptionist' }) => {
  const header = `Authorization: Bearer ${await tokenFor(role)}`;
  const child = spawn(
    'wrk',
    [
      ...['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-H', header, '-s', path.join(here, 'lua', script)],
      `http://127.0.0.1:${port}`,
      ...args.map(String),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  await new Promise((resolve, reject) => {
    child.once('error', () => reject(new Error('wrk is not here: apt-get install wrk, or brew install wrk')));
    child.once('exit', resolve);
  });
  const of = (pattern) => pattern.exec(text)?.[1] ?? '0';
  return {
    requests: Number(of(/(\d+) requests in/)),
    rate: Number(of(/Requests\/sec:\s+([\d.]+)/)),
    bad: Number(of(/Non-2xx or 3xx responses: (\d+)/)),
    p50: milliseconds(of(/50%\s+(\S+)/)),
    p99: milliseconds(of(/99%\s+(\S+)/)),
  };
};

/** Seconds of processor that all of the machine has used. */
const busy = () => {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).slice(1).map(Number);
  const [user, nice, system, , , irq, soft, steal] = fields;
  return (user + nice + system + irq + soft + steal) / 100;
};

const ownCpu = () => {
  const { own, reaped } = statOf(process.pid);
  return (own + reaped) / 100;
};

/** Waits, for some seconds at most, until others leave the machine alone. */
const quiet = async (mostMs = Number(process.env.BENCH_QUIET_MS ?? 3000)) => {
  for (const until = Date.now() + mostMs; Date.now() < until;) {
    const [before, began] = [busy(), performance.now()];
    await pause(200);
    if ((busy() - before) / ((performance.now() - began) / 1000) < 0.3) return;
  }
};

/** One run; what a request cost each of these processes and the database, in µs of processor; and how many cores others used. */
export const measured = async (children, run) => {
  const pids = children.map(({ pid }) => pid);
  await quiet();
  const read = () => [...pids.map(cpuOf), cpuOfTree(postgresPid()), ownCpu()];
  const [before, busyBefore, began] = [read(), busy(), performance.now()];
  const result = await run();
  const used = read().map((value, i) => value - before[i]);
  const seconds = (performance.now() - began) / 1000;
  const us = used.map((one) => (one * 1e6) / Math.max(1, result.requests));
  return {
    ...result,
    us: us.slice(0, pids.length),
    postgresUs: us[pids.length],
    others: (busy() - busyBefore - used.reduce((a, b) => a + b)) / seconds,
  };
};

/** Others used less than a sixth of two cores. */
export const isFair = ({ others }) => others < 0.34;

/** Round by round in turns, A B A B, so that what disturbs one disturbs the other. */
export const interleave = async (variants, rounds) => {
  const names = Object.keys(variants);
  const all = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of round % 2 ? [...names].reverse() : names) all[name].push(await variants[name](round));
  return all;
};

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/** The median of a/b round by round, with its least and most. */
export const ratio = (as, bs) => {
  const all = as.map(({ rate }, i) => rate / bs[i].rate);
  const [least, most] = [Math.min(...all), Math.max(...all)].map((one) => one.toFixed(2));
  return `${median(all).toFixed(2)} (${least}–${most})`;
};
