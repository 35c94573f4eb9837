import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { pidsIn } from '../../proofs/pids';
import { fleetHome } from './config';

const root = path.join(__dirname, '../..');
const home = path.resolve(root, fleetHome);

async function tell(...words: string[]): Promise<string> {
  const args = ['fleet/dist/main.js', ...words, '--home', home];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return stdout;
}

/** Returns the process of each service that runs, by its name. */
export async function pidsOfServices(): Promise<Record<string, number>> {
  return pidsIn(await tell('status'));
}

/** Ends a service as an operator does; it stays away until it is started. */
export const stopService = (name: string) => tell('stop', name);

/** Starts it again; one that runs goes on. */
export const startService = (name: string) => tell('start', name).catch(() => undefined);
