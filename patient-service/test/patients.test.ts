import { captureLogs } from '@hms/service-kit/testing/logs';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { itConforms } from '@hms/service-kit/testing/conformance';
import { serve, type ServedApp } from '@hms/service-kit/testing/service';
import { createApp } from '../src/app';
import { constraintProblems } from '../src/patient-store';

let served: ServedApp;
const logs = captureLogs();

beforeAll(async () => {
  const db = await openTestDatabase('patient-service', constraintProblems, logs.log);
  served = await serve(createApp({ db, log: logs.log, lifecycle: { schemaInPlace: true, stopping: false } }));
});

itConforms(
  () => served,
  async () => (await served.api.post('/patients').send({ givenName: 'A', familyName: 'B' })).body.id as string,
);
