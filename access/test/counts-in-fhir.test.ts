import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Bundle } from 'fhir/r4';
import { fhirClient } from '../../fhir-tests/client';
import { loadServices } from '../../fleet/src/topology';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';

// of db-init/sample-data
const restricted = '01900000-0000-7002-8000-000000000001';

test('a search in FHIR counts no patient whom the caller does not see', async () => {
  const service = loadServices().find(({ name }) => name === 'patient-service');
  if (!service) throw new Error('there is no patient-service');
  const environment = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  const patients = await startForTest(service, { environment, restrictions: 'asked' });
  await patients.run(readFileSync(path.join(__dirname, '../../db-init/sample-data/patient-service.sql'), 'utf8'));
  const nurse = fhirClient(patients.served.url, { sub: 'noor', roles: ['nurse'], doctor_id: undefined });
  const totals = () =>
    Promise.all(
      ['_summary=count', '_count=0', '_total=accurate&_count=2', `_id=${restricted}&_total=accurate`].map(
        async (query) => ((await nurse.get(`/Patient?${query}`)).resource as Bundle).total,
      ),
    );
  const [all = 0] = await totals();
  expect(await totals()).toEqual([all, all, all, 1]);

  await patients.served.api
    .put(`/patients/${restricted}/restriction`)
    .set(bearer({ roles: ['manager'] }))
    .send({ restricted: true, careTeam: [{ subject: 'dana', name: 'Dr. Dana' }] })
    .expect(200);
  expect(await totals()).toEqual([all - 1, all - 1, all - 1, 0]);
});
