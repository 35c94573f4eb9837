import { startJobs } from '@hms/service-kit/jobs';
import { createLogger } from '@hms/service-kit/logger';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import { openDatabase } from '@hms/service-kit/postgres';
import { databaseSettings } from '@hms/service-kit/postgres-connection';
import { main, migrationFolders, runService } from '@hms/service-kit/service';
import { createApp } from './app';
import { constraintProblems } from './appointment-store';
import { loadConfig } from './config';
import { doctorClient } from './doctor-client';
import { minutes } from './free-time';
import { patientClient } from './patient-client';
import { pendingCommands, settlingTasks } from './pending-commands';
import { expiringOffers } from './waitlist/answer-offer';
import { offeringFreedTime } from './waitlist/offer-freed-time';
import { endingTheWaitOfTheDead } from './waitlist/wait-of-the-dead';

main(async () => {
  const config = loadConfig();
  const log = createLogger('appointment-service', config.LOG_LEVEL);
  const db = openDatabase(databaseSettings(config), log, constraintProblems);
  const lifecycle = { schemaInPlace: false, stopping: false };
  const limit = config.NEIGHBOUR_TIMEOUT_MS;
  const neighbourhood = openNeighbourhood(limit, log);
  const doctors = doctorClient(neighbourhood, config.DOCTOR_SERVICE_URL);
  const known = config.PATIENT_SERVICE_URL ? patientClient(neighbourhood, config.PATIENT_SERVICE_URL) : undefined;
  const neighbours = { doctors, patients: known && endingTheWaitOfTheDead(db, known) };
  const commands = pendingCommands(db, log, neighbours, limit);
  const offering = offeringFreedTime(db, neighbours, minutes(config.WAITLIST_HOLD_MINUTES));
  await runService({
    app: createApp({ db, log, lifecycle, neighbourhood, neighbours, ...commands }),
    db,
    log,
    lifecycle,
    config,
    migrations: migrationFolders('appointment-service', __dirname),
    startJobs: async () => startJobs(db, [...settlingTasks(commands), offering, expiringOffers(db)], log),
  });
});
