// What a request costs with many times as many patients, appointments and bills: a hundred times, or BENCH_GROWTH.
import { nextNumber, prepareCare, startCare, startFilled } from '../lib/care.mjs';
import { tokenFor } from '../lib/issuer.mjs';
import { interleave, measured, median, ratio, wrk } from '../lib/load.mjs';
import { fileOf, preparePatients } from '../lib/patients.mjs';
import { databaseVariables } from '../lib/postgres.mjs';
import { startService, stop } from '../lib/processes.mjs';

const factor = Number(process.env.BENCH_GROWTH ?? 100);

const paths =
  (file) =>
  ({ database }) => ({ script: 'paths.lua', args: [fileOf(`${database}-${file}`)] });

/** Each operation on the one with few records and the one with many, in turns. */
const beside = async (say, title, { few, many, load, rounds, seconds }) => {
  say(`\n${title}, 8 connections\n`);
  say(
    '| | time of one with many / with few | p50 ms with few, with many | µs of PostgreSQL |\n| --- | --- | --- | --- |',
  );
  for (const [operation, how] of Object.entries(load)) {
    const once = (one) => measured([one.child], () => wrk(one.port, { seconds, connections: 8, ...how(one) }));
    const variants = { few: () => once(few), many: () => once(many) };
    for (const one of Object.values(variants)) await one();
    const all = await interleave(variants, rounds);
    const of = (name, read) => median(all[name].map(read));
    const both = (read, digits) => `${of('few', read).toFixed(digits)}, ${of('many', read).toFixed(digits)}`;
    const bad = [...all.few, ...all.many].reduce((sum, one) => sum + one.bad, 0);
    say(
      `| ${operation}${bad > 0 ? ` (${bad} refused)` : ''} | ${ratio(all.few, all.many)} ` +
        `| ${both(({ p50 }) => p50, 1)} | ${both(({ postgresUs }) => postgresUs, 0)} |`,
    );
  }
};

const reports = { 'proof of the ledger': '/ledger/proof', 'what is due by age': '/ledger/aging' };

/** How long a report takes by the number of bills: each once, after one that warms it. */
const linear = async (say, sizes, services) => {
  const authorization = `Bearer ${await tokenFor('billing-manager')}`;
  const timeOf = async ({ port }, path) => {
    const began = performance.now();
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization } });
    const text = await response.text();
    if (!response.ok || text.includes('"ok":false'))
      throw new Error(`${path} ${response.status} ${text.slice(0, 300)}`);
    return performance.now() - began;
  };
  say(`\n| | ms for ${sizes.join(', ')} bills | µs for each bill |\n| --- | --- | --- |`);
  for (const [name, path] of Object.entries(reports)) {
    const times = [];
    for (const service of services) {
      await timeOf(service, path);
      times.push(await timeOf(service, path));
    }
    const each = times.map((ms, i) => ((ms * 1000) / sizes[i]).toFixed(2));
    say(`| ${name} | ${times.map((ms) => ms.toFixed(0)).join(', ')} | ${each.join(', ')} |`);
  }
};

export const growth = async (say, { database, size, rounds, seconds }) => {
  const sizes = [size, size * factor];
  const how = { rounds, seconds };
  const large = `patients_${sizes[1]}`;
  await preparePatients(large, sizes[1]);
  const start = async (name, port) => ({
    port,
    database: name,
    child: await startService('patient-service', port, databaseVariables(name)),
  });
  const [few, many] = [await start(database, 4900), await start(large, 4901)];
  await beside(say, `${sizes[1]} patients beside ${sizes[0]}`, {
    ...{ ...how, few, many },
    load: {
      'read by id': paths('get'),
      'list of 50': paths('list'),
      'list by gender': paths('gender'),
      'list by name': paths('name'),
    },
  });
  for (const { child } of [few, many]) await stop(child);

  const care = await startCare(database);
  const files = await prepareCare(database);
  const visits = [await startFilled('appointment', 4921, sizes[0]), await startFilled('appointment', 4922, sizes[1])];
  await beside(say, `${sizes[1]} appointments beside ${sizes[0]}`, {
    ...{ ...how, few: visits[0], many: visits[1] },
    load: {
      'read by id': paths('get'),
      'list of 50': paths('list'),
      'of a patient': paths('by-patient'),
      'a day of a doctor': paths('day'),
      'free times of a week': paths('slots'),
      'a booking': () => ({
        script: 'post-numbered.lua',
        args: ['book', nextNumber(), 'keyed', files.doctors, files.patients],
      }),
    },
  });
  const bills = [await startFilled('billing', 4931, sizes[0]), await startFilled('billing', 4932, sizes[1])];
  const asCashier = (file) => (one) => ({ ...paths(file)(one), role: 'cashier' });
  await beside(say, `${sizes[1]} bills beside ${sizes[0]}`, {
    ...{ ...how, few: bills[0], many: bills[1] },
    load: {
      'read by id': asCashier('get'),
      'list of 50': asCashier('list'),
      'balance of a patient': asCashier('balance'),
    },
  });
  await linear(say, sizes, bills);
  for (const child of [...Object.values(care), ...[...visits, ...bills].map((one) => one.child)]) await stop(child);
};
