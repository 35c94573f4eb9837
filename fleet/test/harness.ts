import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { migrate, schemaFolders } from '@hms/service-kit/migrations';
import type { DatabaseSettings } from '@hms/service-kit/database-connection';
import pg from 'pg';
import type { WayIn } from '../src/backup/way-in';
import { projectRoot } from '../src/home';
import { services } from '../src/topology';

export interface SixDatabases extends WayIn {
  /** A connection to the database of one service; closed at the end of the test file. */
  connectTo(service: string): Promise<pg.Client>;
  /** Does to the schemas what services do when they start. */
  migrate(): Promise<void>;
}

/** Databases for the six services, migrated and filled with the sample data, or empty. */
export const sixDatabases = async (content: 'sample' | 'migrated' | 'empty'): Promise<SixDatabases> => {
  const from = content === 'empty' ? 'empty' : 'template';
  const settings = new Map<string, DatabaseSettings>();
  for (const { name } of services) settings.set(name, await createTestDatabase(name, from));
  const configOf = (service: string) => {
    const { host, port, database, user, password } = settings.get(service) ?? {};
    return { host, port, database, user, password };
  };
  const connectTo = async (service: string) => {
    const client = new pg.Client(configOf(service));
    await client.connect();
    atEnd(() => client.end());
    return client;
  };
  if (content === 'sample') {
    for (const { name } of services) {
      const client = new pg.Client(configOf(name));
      await client.connect();
      await client.query(readFileSync(path.join(projectRoot, 'db-init/sample-data', `${name}.sql`), 'utf8'));
      await client.end();
    }
  }
  return {
    configOf: async ({ name }) => configOf(name),
    hint: 'hint',
    stop: 'stop them',
    start: 'start them',
    connectTo,
    migrate: async () => {
      for (const { name, sharedSchema } of services) {
        const own = settings.get(name);
        if (own) await migrate(own, schemaFolders({ name, sharedSchema }), captureLogs().log);
      }
    },
  };
};

/** Removed at the end of the test file. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hms-backup-'));
  atEnd(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
