import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Bundle, MedicationRequest } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { loadServices } from '../../fleet/src/topology';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest, type TestedService } from '../../service-kit/testing/service';
import { nobody } from '../../service-kit/testing/stub-upstream';

// of db-init/sample-data
const patientNumber = (n: number) => `01900000-0000-7002-8000-${String(n).padStart(12, '0')}`;

const start = async (name: string, patients?: TestedService): Promise<TestedService> => {
  const service = loadServices().find((one) => one.name === name);
  if (!service) throw new Error(`there is no ${name}`);
  const environment = Object.fromEntries(service.upstreams.map(({ variable }) => [variable, nobody]));
  if (patients) environment['PATIENT_SERVICE_URL'] = patients.served.url;
  const tested = await startForTest(service, { environment, restrictions: 'asked' });
  await tested.run(readFileSync(path.join(__dirname, `../../db-init/sample-data/${name}.sql`), 'utf8'));
  return tested;
};

let everybody: FhirClient;
let doctor: FhirClient;
let restricted: string;
const doctorId = patientNumber(999);

const bundleBy = async (client: FhirClient, query: string): Promise<Bundle> => {
  const { status, resource } = await client.get(query);
  expect({ query, status }).toEqual({ query, status: 200 });
  return resource as Bundle;
};
const idsOf = (bundle: Bundle) => (bundle.entry ?? []).map(({ resource }) => resource?.id ?? '');

beforeAll(async () => {
  const patients = await start('patient-service');
  const { served, db } = await start('prescription-service', patients);
  // somebody to whom something was handed out
  const [row] = await db.query<{ id: string }>(
    'select patient_id as id from prescriptions where id in (select prescription_id from dispenses) order by 1 limit 1',
  );
  restricted = row?.id ?? '';
  everybody = fhirClient(served.url, { roles: ['patient'], patient_id: restricted });
  doctor = fhirClient(served.url, { sub: 'noor', roles: ['doctor', 'nurse', 'pharmacist'], doctor_id: doctorId });
  await patients.served.api
    .put(`/patients/${restricted}/restriction`)
    .set(bearer({ roles: ['manager'] }))
    .send({ restricted: true, careTeam: [{ subject: 'dana', name: 'Dr. Dana' }] })
    .expect(200);
});

test.each(['MedicationRequest', 'MedicationDispense'])(
  'a restricted patient’s %s is shown by no door',
  async (type) => {
    const theirs = idsOf(await bundleBy(everybody, `/${type}`));
    expect(theirs.length).toBeGreaterThan(0);
    const [id = ''] = theirs;

    const seen = await bundleBy(doctor, `/${type}?_count=200&_total=accurate`);
    expect(idsOf(seen).length).toBe(seen.total);
    expect(idsOf(seen).filter((one) => theirs.includes(one))).toEqual([]);
    expect(await bundleBy(doctor, `/${type}?_id=${id}&_total=accurate`)).toMatchObject({ total: 0 });

    for (const query of [`patient=${restricted}`, `subject=Patient/${restricted}`])
      expect(await doctor.get(`/${type}?${query}`)).toMatchObject({ status: 403 });
    expect(await doctor.search(type, { patient: restricted })).toMatchObject({ status: 403 });
    const parts = type === 'MedicationRequest' ? ['', '/_history', '/_history/1'] : [''];
    for (const part of parts) expect(await doctor.get(`/${type}/${id}${part}`)).toMatchObject({ status: 403 });
  },
);

test('who does not see a patient does not prescribe for them in FHIR either', async () => {
  const request: MedicationRequest = {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: 'Amoxicillin' },
    subject: { reference: `Patient/${restricted}` },
    requester: { reference: `Practitioner/${doctorId}` },
  };
  const before = (await bundleBy(everybody, '/MedicationRequest?_summary=count')).total;
  expect(await doctor.send('POST', '/MedicationRequest', request)).toMatchObject({
    status: 403,
    resource: { issue: [{ details: { coding: [{ code: 'restricted-patient' }] } }] },
  });
  expect((await bundleBy(everybody, '/MedicationRequest?_summary=count')).total).toBe(before);
});
