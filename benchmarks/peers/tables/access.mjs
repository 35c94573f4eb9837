// What verifying a token costs a read, and what committing its audit event does: the same service, without each in turn.
import path from 'node:path';
import { interleave, isFair, measured, median, ratio, wrk } from '../lib/load.mjs';
import { fileOf } from '../lib/patients.mjs';
import { databaseVariables } from '../lib/postgres.mjs';
import { here, startService, stop } from '../lib/processes.mjs';

const without = (part) => ['--require', path.join(here, `lib/without-${part}.cjs`)];
const flags = { product: [], 'without verification': without('verification'), 'without audit': without('audit') };

export const access = async (say, { database, rounds, seconds }) => {
  const running = {};
  for (const [i, name] of Object.keys(flags).entries()) {
    const port = 4900 + i;
    running[name] = {
      port,
      child: await startService('patient-service', port, databaseVariables(database), flags[name]),
    };
  }
  say('\nThe product beside itself without one part, for what that part takes from it\n');
  say('| | | a second | product / this | µs of the server | µs of PostgreSQL | left alone |');
  say('| --- | --- | --- | --- | --- | --- | --- |');
  for (const [operation, file] of Object.entries({ 'read by id': 'get', 'list of 50': 'list' })) {
    const once = ({ port, child }) =>
      measured([child], () => wrk(port, { seconds, script: 'paths.lua', args: [fileOf(`${database}-${file}`)] }));
    for (const one of Object.values(running)) await once(one);
    const variants = Object.fromEntries(Object.entries(running).map(([name, one]) => [name, () => once(one)]));
    const all = await interleave(variants, rounds);
    for (const [name, results] of Object.entries(all)) {
      const of = (read) => median(results.map(read)).toFixed(0);
      const bad = results.reduce((sum, one) => sum + one.bad, 0);
      say(
        `| ${operation} | ${name}${bad > 0 ? ` (${bad} refused)` : ''} | ${of(({ rate }) => rate)} | ${ratio(all.product, results)} ` +
          `| ${of(({ us }) => us[0])} | ${of(({ postgresUs }) => postgresUs)} | ${results.filter(isFair).length} of ${results.length} |`,
      );
    }
  }
  for (const { child } of Object.values(running)) await stop(child);
};
