import { existsSync, rmSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../fault';
import { projectRoot } from '../home';
import { services } from '../topology';
import { takeCut } from './cut';
import { dumpDatabase } from './dump-database';
import type { Manifest } from './manifest';
import { databaseLine, say, secondsSince, sum } from './progress';
import { openSession, sessionOf, withSessions } from './session';
import type { WayIn } from './way-in';

const dumpAll = async (way: WayIn, making: string): Promise<Manifest> => {
  const paying = services.find(({ name }) => name === 'payment-service');
  if (!paying) throw new Error('there is no payment-service');
  return withSessions(way, async (sessions) => {
    const holder = await openSession(way, paying);
    const heldMs = await takeCut(services, sessions, holder).finally(() => holder.end());
    const madeAt = new Date().toISOString();
    say(`Payments were held up for ${heldMs.toFixed(1)} ms.`);
    const databases = await Promise.all(
      services.map(async (service) => {
        const began = Date.now();
        const entry = await dumpDatabase(sessionOf(sessions, service), service.name, making);
        say(databaseLine(entry, began));
        return entry;
      }),
    );
    return { format: 1, madeAt, databases };
  });
};

/**
 * Backs up all databases into a folder, while the services go on. It appears under its name only once it is whole.
 * @param to by default `backups/<time>`
 */
export const writeBackup = async (way: WayIn, to: string | undefined): Promise<string> => {
  const began = Date.now();
  const time = `${new Date(began).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  const folder = to ?? path.join(projectRoot, 'backups', time);
  const making = `${folder}.making`;
  if (existsSync(folder)) throw new Fault(`${folder} is there already. Name another with --to.`);
  if (existsSync(making))
    throw new Fault(`${making} is of a backup that runs, or was broken off. If none runs, remove it.`);
  await mkdir(making, { recursive: true, mode: 0o700 });
  try {
    const manifest = await dumpAll(way, making);
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    await writeFile(path.join(making, 'manifest.json'), text, { mode: 0o600, flush: true });
    await rename(making, folder);
    const rows = sum(manifest.databases.flatMap(({ tables }) => tables.map((table) => table.rows)));
    say(`\n${folder} has all ${services.length} databases, ${rows} rows, after ${secondsSince(began)}.`);
    return folder;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
};
