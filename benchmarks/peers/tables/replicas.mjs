// Two processes of a service beside one.
import { interleave, measured, median, ratio, wrk } from '../lib/load.mjs';
import { fileOf } from '../lib/patients.mjs';
import { databaseVariables } from '../lib/postgres.mjs';
import { startService, stop } from '../lib/processes.mjs';

export const replicas = async (say, { database, rounds, seconds }) => {
  const ports = [4900, 4901];
  const children = await Promise.all(
    ports.map((port) => startService('patient-service', port, databaseVariables(database))),
  );
  /** 32 connections: all to one, or half of them to each. */
  const once = (file, [first, second]) =>
    measured(children, async () => {
      const how = { seconds, connections: 16, script: 'paths.lua', args: [fileOf(`${database}-${file}`)] };
      const [one, other] = await Promise.all([wrk(first, how), wrk(second, how)]);
      return {
        rate: one.rate + other.rate,
        requests: one.requests + other.requests,
        p99: Math.max(one.p99, other.p99),
      };
    });
  say('\nTwo processes of patient-service beside one, on the same two cores as PostgreSQL and the load\n');
  say('| | one, a second | two, a second | two / one |\n| --- | --- | --- | --- |');
  for (const [operation, file] of Object.entries({ 'read by id': 'get', 'list of 50': 'list' })) {
    const variants = { one: () => once(file, [4900, 4900]), two: () => once(file, ports) };
    for (const one of Object.values(variants)) await one();
    const { one, two } = await interleave(variants, rounds);
    const rate = (all) => median(all.map((each) => each.rate)).toFixed(0);
    say(`| ${operation} | ${rate(one)} | ${rate(two)} | ${ratio(two, one)} |`);
  }
  for (const child of children) await stop(child);
};
