import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import pg from 'pg';
import type { WayIn } from '../src/backup/way-in';
import { projectRoot } from '../src/home';
import { services } from '../src/topology';

export interface SixDatabases extends WayIn {
  /** A connection to the database of one service; closed at the end of the test file. */
  connectTo(service: string): Promise<pg.Client>;
}

/** Databases for the six services, migrated and filled with the sample data, or empty. */
export const sixDatabases = async (content: 'sample' | 'migrated' | 'empty'): Promise<SixDatabases> => {
  const from = content === 'empty' ? 'empty' : 'template';
  const configs = new Map(
    await Promise.all(
      services.map(async ({ name }) => {
        const { host, port, database, user, password } = await createTestDatabase(name, from);
        return [name, { host, port, database, user, password }] as const;
      }),
    ),
  );
  const connectTo = async (service: string) => {
    const client = new pg.Client(configs.get(service));
    await client.connect();
    atEnd(() => client.end());
    return client;
  };
  if (content === 'sample') {
    for (const { name } of services) {
      const client = new pg.Client(configs.get(name));
      await client.connect();
      await client.query(readFileSync(path.join(projectRoot, 'db-init/sample-data', `${name}.sql`), 'utf8'));
      await client.end();
    }
  }
  return {
    configOf: async ({ name }) => configs.get(name) ?? {},
    hint: 'hint',
    stop: 'stop them',
    start: 'start them',
    connectTo,
  };
};

/** Removed at the end of the test file. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hms-backup-'));
  atEnd(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
