// How long an answer takes at half and at nine tenths of what each can do.
import { readFileSync } from 'node:fs';
import { median, wrk } from '../lib/load.mjs';
import { fileOf } from '../lib/patients.mjs';
import { databaseVariables } from '../lib/postgres.mjs';
import { startPeer, startService, stop } from '../lib/processes.mjs';
import { atRate } from '../lib/rate.mjs';

const shares = [0.5, 0.9];

export const latency = async (say, { database, rounds, seconds }) => {
  const running = {
    product: { port: 4900, child: await startService('patient-service', 4900, databaseVariables(database)) },
    'node:http + pg with tokens and audit': {
      port: 4901,
      child: await startPeer('servers/bare.mjs', 4901, { ...databaseVariables(database), GUARDED: 'yes' }),
    },
  };
  say('\nAt a constant rate, each answer timed from when its request was due\n');
  say('| | | most a second | p50, p99 ms at 50 % of it | p99 / p50 | p50, p99 ms at 90 % | p99 / p50 |');
  say('| --- | --- | --- | --- | --- | --- | --- |');
  for (const [operation, file] of Object.entries({ 'read by id': 'get', 'list of 50': 'list' })) {
    const paths = readFileSync(fileOf(`${database}-${file}`), 'utf8')
      .trim()
      .split('\n');
    for (const [name, { port }] of Object.entries(running)) {
      const most = [];
      const seen = shares.map(() => []);
      for (let round = 0; round <= rounds; round++) {
        const { rate } = await wrk(port, { seconds, script: 'paths.lua', args: [fileOf(`${database}-${file}`)] });
        // the first warms it
        if (round === 0) continue;
        most.push(rate);
        for (const [i, share] of shares.entries())
          seen[i].push(await atRate(port, paths, { rate: rate * share, seconds: seconds + 2 }));
      }
      const cells = seen.map((all) => {
        const [p50, p99] = ['p50', 'p99'].map((key) => median(all.map((one) => one[key])));
        const bad = all.reduce((sum, one) => sum + one.bad, 0);
        return `${p50.toFixed(1)}, ${p99.toFixed(1)}${bad > 0 ? ` (${bad} refused)` : ''} | ${(p99 / p50).toFixed(1)}`;
      });
      say(`| ${operation} | ${name} | ${median(most).toFixed(0)} | ${cells.join(' | ')} |`);
    }
  }
  for (const { child } of Object.values(running)) await stop(child);
};
