// From the start of a process to the moment at which it says that it is ready, on a database that is there.
import { median } from '../lib/load.mjs';
import { databaseVariables } from '../lib/postgres.mjs';
import { memoryOf, startService, stop } from '../lib/processes.mjs';

export const start = async (say, { database, rounds }) => {
  const all = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const child = await startService('patient-service', 4900, databaseVariables(database));
    all.push({ ms: performance.now() - began, mib: memoryOf(child.pid).now });
    await stop(child);
  }
  const of = (key) => median(all.map((one) => one[key])).toFixed(0);
  say(`\npatient-service is ready ${of('ms')} ms after its start, and then takes ${of('mib')} MiB.`);
};
