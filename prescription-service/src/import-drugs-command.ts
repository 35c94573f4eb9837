import path from 'node:path';
import { createLogger } from '@hms/service-kit/logger';
import { openDatabase } from '@hms/service-kit/database';
import { databaseSettings } from '@hms/service-kit/database-connection';
import { runCommand } from '@hms/service-kit/run-service';
import { importDrugs } from './safety/import-drugs';
import { service } from './service';

// npm run import:drugs -- <folder>; the first argument is where the user typed it
runCommand(async () => {
  const [, , from = '.', folder] = process.argv;
  if (folder === undefined) throw new Error('Say which folder: npm run import:drugs -- <folder>');
  const settings = service.readSettings();
  const db = openDatabase(
    { ...databaseSettings(settings), statementTimeoutMs: 600_000 },
    createLogger('import-drugs', 'error'),
  );
  try {
    await importDrugs(db, path.resolve(from, folder), (line) => process.stdout.write(`${line}\n`));
  } finally {
    await db.close();
  }
});
