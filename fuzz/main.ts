// npm run fuzz [-- [requests] [seed] [--seed 1] [--only <number>] [--slow 5] [--intruders 0.15] [--home .fleet]]
// Sends the running fleet (FLEET_URL) what it should refuse, made from its OpenAPI documents, and judges each answer. Ends
// with 1 if one is wrong.
import { lastWordsOn } from '../fleet/src/fault';
import { readArguments, readNumber } from '../fleet/src/read-arguments';
import { fleetUrl, urlOf } from '../proofs/fleet-client';
import { lookAfter } from './aftermath';
import { addFhir, gatewayInFhir } from './fhir-operations';
import type { Finding } from './findings';
import { fuzz } from './fuzz';
import { openIntruders } from './intruders';
import { readServices } from './operations';
import { describe, intruderTable, neverDone, table } from './report';

const usage =
  'npm run fuzz [-- [requests] [seed] [--seed 1] [--only <number>] [--slow 5] [--intruders 0.15] [--fhir] [--home .fleet]]';
const { values: options, positionals } = readArguments(usage, {
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    slow: { type: 'string', default: '5' },
    intruders: { type: 'string', default: '0.15' },
    home: { type: 'string', default: '.fleet' },
    fhir: { type: 'boolean', default: false },
  },
});
const requests = readNumber(positionals[0] ?? '100000', usage, 1);
const seed = readNumber(positionals[1] ?? options.seed, usage);
const slowMs = readNumber(options.slow, usage) * 1000;
const share = readNumber(options.intruders, usage);
const only = options.only === undefined ? undefined : readNumber(options.only, usage);

/** With `--fhir`, what is asked in FHIR alone. */
const servicesToTry = async () => {
  const services = await readServices();
  if (options.fhir) for (const service of services) service.operations = [];
  await addFhir(services);
  return [...services, await gatewayInFhir(fleetUrl)];
};

const main = async (): Promise<boolean> => {
  const shown = new Set<Finding>();
  console.log(`${requests} requests, seed ${seed}; the fleet at ${urlOf('appointment')} and the ports after it`);
  const { make, notes: untried } = await openIntruders(options.home);
  const services = await servicesToTry();
  const run = await fuzz({
    services,
    requests,
    seed,
    slowMs,
    intrusion: { share, make },
    ...(only === undefined ? {} : { only }),
    onProgress: (sent, { faults }, seconds) => {
      // as they come, for whoever ends the run before its end
      for (const fault of faults.filter((one) => one.shrunk && !shown.has(one))) {
        console.log(`FAULT ${describe(fault, seed)}`);
        shown.add(fault);
      }
      console.log(`  ${sent} of ${requests} after ${seconds.toFixed(1)} s, ${faults.length} faults`);
    },
  });
  const { findings } = run;
  const slowest = Math.max(...[...findings.services.values()].map(({ slowestMs }) => slowestMs));
  const { faults, notes } = await lookAfter(run, options.home);
  console.log(`\n${table(run)}\n`);
  console.log(`${run.seconds.toFixed(0)} s; the slowest answer took ${Math.round(slowest)} ms`);
  console.log(`never answered 2xx: ${neverDone(services, findings).join(', ') || 'none'}`);
  console.log(`intruders, and their answers:\n${intruderTable(findings)}`);
  for (const note of [...untried, ...notes]) console.log(note);
  for (const one of findings.unavailable) console.log(`\n503   ${describe(one, seed)}`);
  for (const { operation, status, kind, times } of findings.faults)
    console.log(`\nFAULT ${operation} ${status}: ${kind}, ${times} times`);
  for (const fault of faults) console.log(`\nFAULT ${fault}`);
  return findings.faults.length + faults.length === 0;
};

main().then(
  (clean) => {
    console.log(clean ? '\nfuzz: no fault found' : `\nfuzz: FAULTS FOUND (seed ${seed})`);
    process.exitCode = clean ? 0 : 1;
  },
  (error: unknown) => {
    console.error(lastWordsOn(error));
    process.exitCode = 1;
  },
);
