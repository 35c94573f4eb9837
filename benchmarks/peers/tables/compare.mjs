// Each operation of patient-service beside what a person would write by hand.
import { interleave, isFair, measured, median, ratio, wrk } from '../lib/load.mjs';
import { fileOf } from '../lib/patients.mjs';
import { databaseVariables } from '../lib/postgres.mjs';
import { memoryOf, startPeer, startService, stop } from '../lib/processes.mjs';

const peersOn = (database) => ({
  product: (port) => startService('patient-service', port, databaseVariables(database)),
  'node:http + pg': (port) => startPeer('servers/bare.mjs', port, databaseVariables(database)),
  'the same with tokens and audit': (port) =>
    startPeer('servers/bare.mjs', port, { ...databaseVariables(database), GUARDED: 'yes' }),
  'Fastify + pg': (port) => startPeer('servers/fastify.mjs', port, databaseVariables(database)),
  'Express + Drizzle': (port) => startPeer('servers/express-drizzle.mjs', port, databaseVariables(database)),
  'NestJS + TypeORM': (port) => startPeer('dist/nest/main.js', port, databaseVariables(database)),
});

const operationsOn = (database) => ({
  'read by id': { script: 'paths.lua', args: () => [fileOf(`${database}-get`)] },
  'list of 50': { script: 'paths.lua', args: () => [fileOf(`${database}-list`)] },
  'list by gender': { script: 'paths.lua', args: () => [fileOf(`${database}-gender`)] },
  'list by name': { script: 'paths.lua', args: () => [fileOf(`${database}-name`)] },
  register: { script: 'register.lua', args: () => [fileOf(`${database}-names`), Date.now() % 1e8] },
});

export const compare = async (say, { database, size, rounds, seconds }) => {
  const peers = peersOn(database);
  const names = Object.keys(peers);
  const running = {};
  for (const [i, name] of names.entries())
    running[name] = { port: 4900 + i, child: await peers[name](4900 + i), idle: 0 };
  for (const one of Object.values(running)) one.idle = memoryOf(one.child.pid).now;
  for (const [operation, { script, args }] of Object.entries(operationsOn(database))) {
    const once = ({ port, child }, time) => measured([child], () => wrk(port, { seconds: time, script, args: args() }));
    for (const name of names) await once(running[name], 2);
    const all = await interleave(
      Object.fromEntries(names.map((name) => [name, () => once(running[name], seconds)])),
      rounds,
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
