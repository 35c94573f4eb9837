import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabaseOf, send, urlOf } from '../proofs/fleet-client';
import type { FuzzRun } from './fuzz';
import { closeConnections } from './transport';
import { readVitals, vitalFaults } from './vitals';

const proofOf = async (): Promise<string[]> => {
  const { body } = await send('GET', `${urlOf('billing')}/ledger/proof`);
  return body['proven'] === true ? [] : [`the ledger is not proved: ${JSON.stringify(body)}`];
};

const smoke = (home: string): string[] => {
  const script = path.resolve(__dirname, '../smoke/seed-flow.sh');
  const { status, stdout } = spawnSync('env', [`FLEET_HOME=${home}`, 'bash', script], { encoding: 'utf8' });
  return status === 0 ? [] : [`the smoke script fails: ${stdout.trim().split('\n').at(-1)}`];
};

/** Connections that hold a transaction open though nobody asks for anything; undefined where the database is out of reach. */
const openTransactions = async ({ services }: FuzzRun, home: string): Promise<string[] | undefined> => {
  const faults: string[] = [];
  for (const { name } of services) {
    const database = await openDatabaseOf(name, home).catch(() => undefined);
    if (!database) return undefined;
    const { rows } = await database.query<{ open: number; all: number }>(
      `select count(*) filter (where state like 'idle in transaction%')::integer as open, count(*)::integer as all
       from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await database.end();
    if ((rows[0]?.open ?? 0) > 0)
      faults.push(`${name}: ${rows[0]?.open} of ${rows[0]?.all} connections are left in a transaction`);
  }
  return faults;
};

/** What the run has left behind: faults, and what could not be looked at. */
export const lookAfter = async (run: FuzzRun, home: string): Promise<{ faults: string[]; notes: string[] }> => {
  closeConnections();
  await pause(2000);
  const faults: string[] = [];
  const notes: string[] = [];
  for (const service of run.services) {
    const ready = await fetch(`${service.url}/readyz`);
    if (ready.status !== 200) faults.push(`${service.name}: /readyz answers ${ready.status}`);
    const samples = run.vitals.get(service);
    if (!samples) {
      notes.push(`${service.name}: restarts, memory and files WERE NOT LOOKED AT: its metrics are out of reach`);
      continue;
    }
    const after = await readVitals(service);
    faults.push(...vitalFaults(samples, after).map((fault) => `${service.name}: ${fault}`));
    const megabytes = (bytes: number | undefined) => Math.round((bytes ?? 0) / 2 ** 20);
    const middle = samples[samples.length >> 1];
    notes.push(
      `${service.name}: heap ${megabytes(middle?.heap)} MB in the middle and ${megabytes(after.heap)} at the end, ` +
        `resident ${megabytes(middle?.resident)} and ${megabytes(after.resident)}; ` +
        `open files ${samples[0]?.files} at the beginning and ${after.files} at the end`,
    );
  }
  const open = await openTransactions(run, home);
  if (open) faults.push(...open);
  else notes.push(`the databases WERE NOT LOOKED AT: no fleet in ${home}`);
  faults.push(...(await proofOf()), ...smoke(home));
  return { faults, notes };
};
