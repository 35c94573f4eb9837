// Ten times the registrations that a service can do: what it answers meanwhile, as it leaves on the wire.
import { measured, wrk } from '../lib/load.mjs';
import { fileOf } from '../lib/patients.mjs';
import { databaseVariables } from '../lib/postgres.mjs';
import { memoryOf, startService, stop } from '../lib/processes.mjs';
import { onWire } from '../lib/wire.mjs';

const port = 4900;
const connections = 400;
const seconds = 15;
/** A rush is let in at first, and waits up to five seconds; see `service-kit/src/overload.ts`. */
const rushSeconds = 6.5;

const percentile = (times, share) => [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) * share)] ?? NaN;

export const overload = async (say, { database }) => {
  say('\nTen times the registrations that it can do, from when a request is on the wire to when its answer is\n');
  const child = await startService('patient-service', port, databaseVariables(database));
  const send = async (how, pace = []) => {
    const args = [fileOf(`${database}-names`), Math.floor(Math.random() * 1e9), ...pace];
    const run = () => measured([child], () => wrk(port, { seconds, script: 'register.lua', ...how, args }));
    return onWire(port, run);
  };
  await send({ connections: 32, seconds: 4 });
  const before = await send({ connections: 32 });
  // each connection rests between its requests, so that all together send ten times as many
  const during = await send({ connections }, [(connections * 1000) / (before.result.rate * 10)]);
  const after = await send({ connections: 32 });
  if (!before.exchanges) {
    say('Not measured: tcpdump is not here (apt-get install tcpdump), or may not listen (it has to be root).');
    return stop(child);
  }
  const askedWithin = (exchanges, from, to) => exchanges.filter(({ at }) => at >= from * 1000 && at < to * 1000);
  const rows = {
    '32 connections': [before, 0, seconds],
    'tenfold, the rush at its beginning': [during, 0, rushSeconds],
    'tenfold, from then on': [during, rushSeconds, seconds],
    '32 connections, right after': [after, 0, seconds],
  };
  say('| | answer | a second | p50, p99, longest ms |');
  say('| --- | --- | --- | --- |');
  for (const [name, [{ exchanges }, from, to]] of Object.entries(rows)) {
    const all = askedWithin(exchanges, from, to);
    for (const status of [...new Set(all.map((one) => one.status))].sort()) {
      const ms = all.filter((one) => one.status === status).map((one) => one.ms);
      const cells = [0.5, 0.99, 1].map((share) => percentile(ms, share).toFixed(1));
      say(`| ${name} | ${status} | ${(ms.length / (to - from)).toFixed(0)} | ${cells.join(', ')} |`);
    }
  }
  say(`\nThe service takes ${memoryOf(child.pid).now} MiB after it, and took ${memoryOf(child.pid).peak} at most.`);
  return stop(child);
};
