import type { Migration } from '@hms/service-kit/migrations';
import { isRunning, sendCommand } from '../control';
import { Fault, messageOf } from '../fault';
import { services, type ServiceUnit } from '../topology';
import { asInThisLayout, wasAlwaysThere } from './earlier-layout';
import type { DatabaseEntry } from './manifest';
import { databaseLine, say, secondsSince } from './progress';
import { readBackup, tableFilesOf } from './read-backup';
import { restoreDatabase } from './restore-database';
import { sessionOf, withSessions, type Sessions } from './session';
import { requireAlone, requireEmpty } from './target';
import type { WayIn } from './way-in';

interface Part {
  service: ServiceUnit;
  entry: DatabaseEntry;
  tableFiles: Migration[];
}

const partsOf = (databases: DatabaseEntry[]): Promise<Part[]> =>
  Promise.all(
    services.map(async (service) => {
      const entry = databases.find((database) => database.service === service.name);
      if (entry) return { service, entry: asInThisLayout(entry), tableFiles: await tableFilesOf(service, entry) };
      if (wasAlwaysThere(service)) throw new Fault(`The backup has no ${service.name}. Take another one.`);
      say(
        `${service.name} is not in the backup, which was made before it was there. It begins with an empty database.`,
      );
      return { service, entry: nothingOf(service), tableFiles: [] };
    }),
  );

/** Its tables are made when the service starts. */
const nothingOf = ({ name }: ServiceUnit): DatabaseEntry => {
  return { service: name, migrations: [], tables: [], sequences: [] };
};

/** A local fleet's services are stopped while `work` runs; others are for their operator to stop. */
const withoutServices = async ({ home, start }: WayIn, work: () => Promise<void>): Promise<void> => {
  if (home === undefined || !(await isRunning(home))) return work();
  const tell = (command: string) => Promise.all(services.map(({ name }) => sendCommand(home, command, name)));
  say(`stopping the services … (if this is broken off: ${start})`);
  try {
    await tell('stop');
    await work();
  } finally {
    say('starting them again …');
    await tell('start');
  }
};

/** All of them or none, up to the commits themselves, each of which is one short statement. */
const restoreParts = async (way: WayIn, parts: Part[], sessions: Sessions, folder: string): Promise<void> => {
  await Promise.all(parts.map(({ service }) => requireAlone(sessionOf(sessions, service), service, way)));
  await Promise.all(
    parts.map(async ({ service, entry, tableFiles }) => {
      const began = Date.now();
      await restoreDatabase(sessionOf(sessions, service), entry, tableFiles, folder);
      say(databaseLine(entry, began));
    }),
  );
  for (const { service } of parts) {
    const committed = sessionOf(sessions, service).query('commit');
    await committed.catch((error: unknown) => {
      throw new Fault(
        `${service.database.name} was not committed, and those before it were: ${messageOf(error)}. Restore again, with --replace.`,
      );
    });
  }
  await Promise.all(parts.map(({ service }) => sessionOf(sessions, service).query('analyze')));
};

/**
 * Makes the databases what a backup has. Everything that can be refused is refused before anything is changed.
 * @param replace whether data that are there may be lost
 */
export const restoreBackup = async (way: WayIn, from: string, replace: boolean): Promise<void> => {
  const began = Date.now();
  const { madeAt, databases } = await readBackup(from);
  const parts = await partsOf(databases);
  const requireRoom = async (sessions: Sessions) => {
    if (replace) return;
    for (const service of services) await requireEmpty(sessionOf(sessions, service), service);
  };
  await withSessions(way, requireRoom);
  await withoutServices(way, () =>
    withSessions(way, async (sessions) => {
      await requireRoom(sessions);
      await restoreParts(way, parts, sessions, from);
    }),
  );
  say(`\nAll ${services.length} databases are as they were at ${madeAt}; it took ${secondsSince(began)}.`);
  if (way.home === undefined) say(`Now start the services: ${way.start}`);
};
