import { createLogger } from '@hms/service-kit/logger';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import { openDatabase } from '@hms/service-kit/postgres';
import { databaseSettings } from '@hms/service-kit/postgres-connection';
import { main, migrationFolders, runService } from '@hms/service-kit/service';
import { appointmentClient } from './appointment-client';
import { createApp } from './app';
import { loadConfig } from './config';
import { constraintProblems } from './patient-store';

main(async () => {
  const config = loadConfig();
  const log = createLogger('patient-service', config.LOG_LEVEL);
  const db = openDatabase(databaseSettings(config), log, constraintProblems);
  const lifecycle = { schemaInPlace: false, stopping: false };
  const neighbourhood = openNeighbourhood(config.NEIGHBOUR_TIMEOUT_MS, log);
  const url = config.APPOINTMENT_SERVICE_URL;
  const appointments = url === undefined ? undefined : appointmentClient(neighbourhood, url);
  const app = createApp({ db, log, lifecycle, neighbourhood, region: config.HMS_REGION, appointments });
  const migrations = migrationFolders('patient-service', __dirname);
  await runService({ app, db, log, lifecycle, config, migrations });
});
