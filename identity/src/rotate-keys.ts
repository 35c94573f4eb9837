import { createLogger } from '@hms/service-kit/logger';
import { openDatabase } from '@hms/service-kit/database';
import { databaseSettings } from '@hms/service-kit/database-connection';
import { runCommand } from '@hms/service-kit/run-service';
import { service } from './service';
import { rotateKeys } from './signing-keys';

runCommand(async () => {
  const db = openDatabase(databaseSettings(service.readSettings()), createLogger(service.name, 'warn'));
  await rotateKeys(db);
  await db.close();
  process.stdout.write('A new key signs in a minute; the one before is published for another nine hours.\n');
});
