import { startJobs } from '@hms/service-kit/job-worker';
import { createLogger } from '@hms/service-kit/logger';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import { openDatabase } from '@hms/service-kit/postgres';
import { databaseSettings } from '@hms/service-kit/postgres-connection';
import { main, migrationFolders, runService } from '@hms/service-kit/service';
import { storeFirst } from '@hms/service-kit/store-first';
import { createApp } from './app';
import { constraintProblems } from './appointment-store';
import { booking } from './book-appointment';
import { loadConfig } from './config';
import { doctorClient } from './doctor-client';
import { minutes } from './free-time';
import { patientClient } from './patient-client';
import { rescheduling } from './reschedule-appointment';
import { expiringOffers } from './waitlist/answer-offer';
import { offeringFreedTime } from './waitlist/offer-freed-time';

main(async () => {
  const config = loadConfig();
  const log = createLogger('appointment-service', config.LOG_LEVEL);
  const db = openDatabase(databaseSettings(config), log, constraintProblems);
  const lifecycle = { schemaInPlace: false, stopping: false };
  const limit = config.NEIGHBOUR_TIMEOUT_MS;
  const neighbourhood = openNeighbourhood(limit, log);
  const doctors = doctorClient(neighbourhood, config.DOCTOR_SERVICE_URL);
  const patients = config.PATIENT_SERVICE_URL ? patientClient(neighbourhood, config.PATIENT_SERVICE_URL) : undefined;
  const neighbours = { doctors, patients };
  const bookings = storeFirst(db, log, booking(db, neighbours, limit));
  const moves = rescheduling(db, neighbours);
  const offering = offeringFreedTime(db, doctors, minutes(config.WAITLIST_HOLD_MINUTES));
  await runService({
    app: createApp({ db, log, lifecycle, neighbourhood, neighbours, bookings, rescheduling: moves }),
    db,
    log,
    lifecycle,
    config,
    migrations: migrationFolders('appointment-service', __dirname),
    startJobs: () => startJobs(db, [bookings.task, moves.task, offering, expiringOffers(db)], log),
  });
});
