import path from 'node:path';
import { createLogger } from '@hms/service-kit/logger';
import { openDatabase } from '@hms/service-kit/postgres';
import { databaseSettings } from '@hms/service-kit/postgres-connection';
import { main } from '@hms/service-kit/service';
import { loadConfig } from './config';
import { importDrugs } from './safety/import-drugs';

// npm run import:drugs -- <folder>; the first argument is where the user typed it
main(async () => {
  const [, , from = '.', folder] = process.argv;
  if (folder === undefined) throw new Error('Say which folder: npm run import:drugs -- <folder>');
  const config = loadConfig();
  const db = openDatabase(
    { ...databaseSettings(config), statementTimeoutMs: 600_000 },
    createLogger('import-drugs', 'error'),
  );
  try {
    await importDrugs(db, path.resolve(from, folder), (line) => process.stdout.write(`${line}\n`));
  } finally {
    await db.close();
  }
});
