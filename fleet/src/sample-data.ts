import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { projectRoot, type Home } from './home';
import type { ServiceUnit } from './topology';

/** Imports db-init/sample-data into every database, as each service's own role. What is there already stays. */
export const loadSampleData = async (services: ServiceUnit[], home: Home): Promise<void> => {
  await Promise.all(
    services.map(async ({ name, database }) => {
      const sql = await readFile(path.join(projectRoot, 'db-init/sample-data', `${name}.sql`), 'utf8');
      const client = new pg.Client({
        host: '127.0.0.1',
        port: database.port,
        user: database.role,
        password: home.passwords[name] ?? '',
        database: database.name,
      });
      await client.connect();
      try {
        await client.query(sql);
      } finally {
        await client.end();
      }
    }),
  );
};
