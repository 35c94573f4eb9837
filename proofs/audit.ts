// npm run proof:audit [-- --seconds 20] [--kill] [--home .fleet]
// Reads patients' data from the running fleet (FLEET_URL), with --kill while services and databases are killed, and then: has every
// read that was answered its event, and is every chain whole, and the one that it was at the last proof? Ends with 1 if not.
import { sendCommand } from '../fleet/src/control';
import { Fault, lastWordsOn } from '../fleet/src/fault';
import { auditHeadsFile } from '../fleet/src/home';
import { readArguments, readNumber } from '../fleet/src/read-arguments';
import { keepHeads, keptHeads, provenChain, readHead, withoutEvent } from './audit/chains';
import { findTargets, readUntil } from './audit/load';
import { auditedNames, urlOf, type ServiceName } from './fleet-client';
import { pidsIn } from './pids';

const usage = 'npm run proof:audit [-- --seconds 20] [--kill] [--home .fleet]';
const { values } = readArguments(usage, {
  options: {
    home: { type: 'string', default: process.env['FLEET_HOME'] ?? '.fleet' },
    seconds: { type: 'string', default: '20' },
    kill: { type: 'boolean', default: false },
  },
});
const seconds = readNumber(values.seconds, usage, 1);
const atOnce = 16;

async function main(): Promise<void> {
  const kept = keptHeads(values.home);
  const since = new Date().toISOString();
  const targets = await findTargets();
  const until = Date.now() + seconds * 1000;
  const progress = setInterval(
    () => process.stderr.write(`\r${Math.round((until - Date.now()) / 1000)} s left …  `),
    1000,
  );
  const killing = values.kill ? killUntil(until - 3000) : Promise.resolve(0);
  const { shown, refused, cut } = await readUntil(until, atOnce, targets);
  const killed = await killing;
  clearInterval(progress);
  process.stderr.write('\r');
  console.log(
    `${shown.length} reads were answered, ${refused} refused, ${cut} cut off; ${killed} processes were killed meanwhile`,
  );
  for (const service of auditedNames) await untilReady(service);

  const findings = [];
  const faults: string[] = [];
  for (const service of auditedNames) {
    const missing = await withoutEvent(service, shown, since);
    const chain = await provenChain(service, kept[service]);
    faults.push(...chain.faults, ...missing.map(({ requestId }) => `${service}-service: ${requestId} has no event`));
    findings.push({
      service: `${service}-service`,
      reads: shown.filter((read) => read.service === service).length,
      'without event': missing.length,
      'rows in the chain': chain.rows,
      'broken at': chain.faults.length,
      'held against': kept[service] ? `row ${kept[service].position}` : 'no head was kept',
    });
  }
  console.table(findings);
  for (const fault of faults.slice(0, 100)) console.log(fault);
  if (faults.length > 0 || shown.length === 0) {
    console.log(`NOT PROVEN. Were the data removed or restored on purpose? Then remove ${auditHeadsFile(values.home)}`);
    process.exitCode = 1;
    return;
  }
  const heads = await Promise.all(
    auditedNames.map(async (service) => [service, await readHead(service, kept[service])]),
  );
  keepHeads(values.home, Object.fromEntries(heads) as typeof kept);
  console.log(`proven; the signed heads are in ${auditHeadsFile(values.home)}: keep a copy elsewhere`);
}

/** Kills a service or a database of them every second; the fleet starts it again. Returns how many. */
async function killUntil(until: number): Promise<number> {
  let killed = 0;
  while (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const running = Object.entries(pidsIn(await sendCommand(values.home, 'status', ''))).filter(
      ([name]) => !/^(doctor|identity|gateway)/.test(name),
    );
    const one = running[Math.floor(Math.random() * running.length)];
    if (!one) continue;
    process.kill(one[1], 'SIGKILL');
    killed++;
  }
  return killed;
}

async function untilReady(service: ServiceName): Promise<void> {
  const until = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(`${urlOf(service)}/readyz`).catch(() => undefined);
    if (response?.ok) return;
    if (Date.now() > until) throw new Fault(`${service}-service is not ready after a minute`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

main().catch((error: unknown) => {
  console.error(lastWordsOn(error));
  process.exit(1);
});
