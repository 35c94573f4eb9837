// The table of docs and decisions: the services beside what a person would write by hand, in turns, on the same data.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { nextNumber, ports, prepareCare, startCare } from './lib/care.mjs';
import { interleave, isFair, measured, median, ratio, wrk } from './lib/load.mjs';
import { fileOf, preparePatients } from './lib/patients.mjs';
import { databaseVariables, startPostgres } from './lib/postgres.mjs';
import { here, fleet, memoryOf, startPeer, startService, stop, stopAll } from './lib/processes.mjs';

const [rounds = '5', seconds = '2'] = process.argv.slice(2);
const size = Number(process.env.BENCH_PATIENTS ?? 10_000);
const database = `patients_${size}`;
const said = [];
const say = (line = '') => {
  said.push(line);
  console.log(line);
};

const peers = {
  product: (port) => startService('patient-service', port, databaseVariables(database)),
  'node:http + pg': (port) => startPeer('servers/bare.mjs', port, databaseVariables(database)),
  'the same with tokens and audit': (port) =>
    startPeer('servers/bare.mjs', port, { ...databaseVariables(database), GUARDED: 'yes' }),
  'Fastify + pg': (port) => startPeer('servers/fastify.mjs', port, databaseVariables(database)),
  'Express + Drizzle': (port) => startPeer('servers/express-drizzle.mjs', port, databaseVariables(database)),
  'NestJS + TypeORM': (port) => startPeer('dist/nest/main.js', port, databaseVariables(database)),
};

const operations = {
  'read by id': { script: 'paths.lua', args: () => [fileOf(`${database}-get`)] },
  'list of 50': { script: 'paths.lua', args: () => [fileOf(`${database}-list`)] },
  'list by gender': { script: 'paths.lua', args: () => [fileOf(`${database}-gender`)] },
  'list by name': { script: 'paths.lua', args: () => [fileOf(`${database}-name`)] },
  register: { script: 'register.lua', args: () => [fileOf(`${database}-names`), Date.now() % 1e8] },
};

const compare = async () => {
  const names = Object.keys(peers);
  const running = {};
  for (const [i, name] of names.entries())
    running[name] = { port: 4900 + i, child: await peers[name](4900 + i), idle: 0 };
  for (const one of Object.values(running)) one.idle = memoryOf(one.child.pid).now;
  for (const [operation, { script, args }] of Object.entries(operations)) {
    const once = ({ port, child }, time) => measured([child], () => wrk(port, { seconds: time, script, args: args() }));
    for (const name of names) await once(running[name], 2);
    const all = await interleave(
      Object.fromEntries(names.map((name) => [name, () => once(running[name], Number(seconds))])),
      Number(rounds),
    );
    say(`\n${operation}, ${size} patients\n`);
    say('| | a second | product / this | p50, p99 ms | µs of the server | µs of PostgreSQL | left alone |');
    say('| --- | --- | --- | --- | --- | --- | --- |');
    for (const name of names) {
      const of = (read) => median(all[name].map(read));
      const bad = all[name].reduce((sum, one) => sum + one.bad, 0);
      say(
        `| ${name}${bad > 0 ? ` (${bad} refused)` : ''} | ${of(({ rate }) => rate).toFixed(0)} | ${ratio(all.product, all[name])} ` +
          `| ${of(({ p50 }) => p50).toFixed(1)}, ${of(({ p99 }) => p99).toFixed(1)} | ${of(({ us }) => us[0]).toFixed(0)} ` +
          `| ${of(({ postgresUs }) => postgresUs).toFixed(0)} | ${all[name].filter(isFair).length} of ${all[name].length} |`,
      );
    }
  }
  say('\n| | MiB idle | at the end | at most |\n| --- | --- | --- | --- |');
  for (const name of names) {
    const { now, peak } = memoryOf(running[name].child.pid);
    say(`| ${name} | ${running[name].idle} | ${now} | ${peak} |`);
  }
  for (const { child } of Object.values(running)) await stop(child);
};

const care = async () => {
  const running = await startCare(database);
  const files = await prepareCare(database);
  const names = Object.keys(ports);
  const load = {
    'a booking': () => ({
      port: ports.appointment,
      role: 'receptionist',
      args: ['book', nextNumber(), 'keyed', files.doctors, files.patients],
    }),
    'a payment': () => ({ port: ports.payment, role: 'cashier', args: ['pay', nextNumber(), 'keyed', files.bills] }),
  };
  say('\nThrough all their services, each with an Idempotency-Key\n');
  say(`| | a second | p50, p99 ms | refused | µs of ${names.join(', ')} | µs of PostgreSQL | left alone |`);
  say('| --- | --- | --- | --- | --- | --- | --- |');
  for (const [name, next] of Object.entries(load)) {
    const once = () => {
      const { port, ...how } = next();
      const children = names.map((one) => running[one]);
      return measured(children, () => wrk(port, { seconds: Number(seconds) + 1, script: 'post-numbered.lua', ...how }));
    };
    await once();
    const { all } = await interleave({ all: once }, Number(rounds));
    const of = (read) => median(all.map(read));
    say(
      `| ${name} | ${of(({ rate }) => rate).toFixed(0)} | ${of(({ p50 }) => p50).toFixed(0)}, ${of(({ p99 }) => p99).toFixed(0)} ` +
        `| ${all.reduce((sum, { bad }) => sum + bad, 0)} | ${names.map((_, i) => of(({ us }) => us[i]).toFixed(0)).join(', ')} ` +
        `| ${of(({ postgresUs }) => postgresUs).toFixed(0)} | ${all.filter(isFair).length} of ${all.length} |`,
    );
  }
};

const commit = () => {
  try {
    return execFileSync('git', ['-C', fleet, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'no commit';
  }
};

try {
  await startPostgres();
  await preparePatients(database, size);
  const model = /model name\s*:\s*(.+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown';
  say(`# ${new Date().toISOString().slice(0, 16)}Z, ${commit()}`);
  say(
    `\nNode ${process.versions.node}, ${cpus().length} cores (${model}), 32 connections, ${rounds} rounds of ${seconds} s in turns, medians.`,
  );
  say(
    'Everything of the product is on: tokens, audit, restrictions, limits, log, metrics. The other servers have none of these, but',
  );
  say('"the same with tokens and audit". "Left alone": in so many rounds others used less than a sixth of two cores.');
  await compare();
  await care();
  const results = path.join(here, '../results');
  mkdirSync(results, { recursive: true });
  const file = path.join(results, `${new Date().toISOString().slice(0, 10)}-${commit()}.md`);
  writeFileSync(file, `${said.join('\n')}\n`);
  console.error(`written to ${path.relative(fleet, file)}`);
} finally {
  await stopAll();
}
process.exit(0);
