// What a request costs with a hundred times as many patients.
import { interleave, measured, median, ratio, wrk } from '../lib/load.mjs';
import { fileOf, preparePatients } from '../lib/patients.mjs';
import { databaseVariables } from '../lib/postgres.mjs';
import { startService, stop } from '../lib/processes.mjs';

const files = { 'read by id': 'get', 'list of 50': 'list', 'list by gender': 'gender', 'list by name': 'name' };

export const growth = async (say, { database, size, rounds, seconds }) => {
  const large = `patients_${size * 100}`;
  await preparePatients(large, size * 100);
  const [few, many] = await Promise.all(
    [database, large].map(async (name, i) => ({
      name,
      port: 4900 + i,
      child: await startService('patient-service', 4900 + i, databaseVariables(name)),
    })),
  );
  const once = ({ name, port, child }, file) =>
    measured([child], () =>
      wrk(port, { seconds, connections: 8, script: 'paths.lua', args: [fileOf(`${name}-${file}`)] }),
    );
  say(`\n${size * 100} patients beside ${size}, 8 connections\n`);
  say(
    '| | time of one with many / with few | p50 ms with few, with many | µs of PostgreSQL |\n| --- | --- | --- | --- |',
  );
  for (const [operation, file] of Object.entries(files)) {
    const variants = { few: () => once(few, file), many: () => once(many, file) };
    for (const one of Object.values(variants)) await one();
    const all = await interleave(variants, rounds);
    const of = (name, read) => median(all[name].map(read));
    const both = (read, digits) => `${of('few', read).toFixed(digits)}, ${of('many', read).toFixed(digits)}`;
    const cost = ratio(all.few, all.many);
    say(`| ${operation} | ${cost} | ${both(({ p50 }) => p50, 1)} | ${both(({ postgresUs }) => postgresUs, 0)} |`);
  }
  for (const { child } of [few, many]) await stop(child);
};
