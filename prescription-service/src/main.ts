import { startJobs } from '@hms/service-kit/jobs';
import { createLogger } from '@hms/service-kit/logger';
import { openNeighbourhood } from '@hms/service-kit/neighbourhood';
import { openDatabase } from '@hms/service-kit/postgres';
import { databaseSettings } from '@hms/service-kit/postgres-connection';
import { main, migrationFolders, runService } from '@hms/service-kit/service';
import { storeFirst } from '@hms/service-kit/store-first';
import { createApp } from './app';
import { loadConfig } from './config';
import { doctorClient } from './doctor-client';
import { patientClient } from './patient-client';
import { prescribing } from './prescribe';
import { constraintProblems } from './prescription-store';
import { signingKeys } from './signing/signing-keys';

main(async () => {
  const config = loadConfig();
  const { PATIENT_SERVICE_URL: patientUrl, DOCTOR_SERVICE_URL: doctorUrl, NEIGHBOUR_TIMEOUT_MS: limit } = config;
  const log = createLogger('prescription-service', config.LOG_LEVEL);
  const db = openDatabase(databaseSettings(config), log, constraintProblems);
  const lifecycle = { schemaInPlace: false, stopping: false };
  const neighbourhood = openNeighbourhood(limit, log);
  const neighbours = {
    patients: patientUrl === undefined ? undefined : patientClient(neighbourhood, patientUrl),
    doctors: doctorUrl === undefined ? undefined : doctorClient(neighbourhood, doctorUrl),
  };
  const prescriptions = storeFirst(db, log, prescribing(db, neighbours, limit));
  const keys = signingKeys(db, config.SIGNING_KEY);
  const issuer = { name: config.HMS_HOSPITAL_NAME, address: config.HMS_HOSPITAL_ADDRESS };
  const validity = { validDays: config.PRESCRIPTION_VALID_DAYS, timeZone: config.HMS_TIME_ZONE };
  await runService({
    app: createApp({ db, log, lifecycle, neighbourhood, neighbours, prescriptions, validity, keys, issuer }),
    db,
    log,
    lifecycle,
    config,
    migrations: migrationFolders('prescription-service', __dirname),
    startJobs: async () => startJobs(db, [prescriptions.task], log),
  });
});
