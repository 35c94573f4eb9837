import { createLogger } from '@hms/service-kit/logger';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import { openDatabase } from '@hms/service-kit/postgres';
import { databaseSettings } from '@hms/service-kit/postgres-connection';
import { main, migrationFolders, runService } from '@hms/service-kit/service';
import { visitsAt } from './affected-appointments';
import { createApp } from './app';
import { loadConfig } from './config';
import { constraintProblems } from './doctor-store';

main(async () => {
  const config = loadConfig();
  const log = createLogger('doctor-service', config.LOG_LEVEL);
  const db = openDatabase(databaseSettings(config), log, constraintProblems);
  const lifecycle = { schemaInPlace: false, stopping: false };
  const limit = config.NEIGHBOUR_TIMEOUT_MS;
  const neighbourhood = openNeighbourhood(limit, log);
  const visits = visitsAt(neighbourhood, limit, config.APPOINTMENT_SERVICE_URL);
  const app = createApp({ db, log, lifecycle, neighbourhood, visits, region: config.HMS_REGION });
  const migrations = migrationFolders('doctor-service', __dirname);
  await runService({ app, db, log, lifecycle, config, migrations });
});
