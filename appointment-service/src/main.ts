import { startJobs } from '@hms/service-kit/jobs';
import { createLogger } from '@hms/service-kit/logger';
import { databaseSettings, openDatabase } from '@hms/service-kit/postgres';
import { main, migrationFolders, runService } from '@hms/service-kit/service';
import { storeFirst } from '@hms/service-kit/store-first';
import { createApp } from './app';
import { constraintProblems } from './appointment-store';
import { loadConfig } from './config';
import { doctorClient } from './doctor-client';
import { doctorLinking } from './link-doctor';

main(async () => {
  const config = loadConfig();
  const log = createLogger('appointment-service', config.LOG_LEVEL);
  const db = openDatabase(databaseSettings(config), log, constraintProblems);
  const lifecycle = { schemaInPlace: false, stopping: false };
  const doctors = doctorClient(config.DOCTOR_SERVICE_URL, config.NEIGHBOUR_TIMEOUT_MS, log);
  const linking = storeFirst(db, log, doctorLinking(db, doctors, config.NEIGHBOUR_TIMEOUT_MS));
  await runService({
    app: createApp({ db, log, lifecycle, linking }),
    db,
    log,
    lifecycle,
    config,
    migrations: migrationFolders('appointment-service', __dirname),
    startJobs: () => startJobs(db, [linking.task], log),
  });
});
