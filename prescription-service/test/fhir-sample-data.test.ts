import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Bundle } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startPrescriptionService } from './fixtures';

let fhir: FhirClient;
beforeAll(async () => {
  const hospital = await startPrescriptionService();
  fhir = fhirClient(hospital.served.url);
  const samples = path.join(__dirname, '../../db-init/sample-data/prescription-service.sql');
  await hospital.run(readFileSync(samples, 'utf8'));
});

test.each(['MedicationRequest', 'MedicationDispense'])(
  'every %s of the sample data is valid',
  async (type) => {
    let next: string | undefined = `/${type}?_count=40&_total=accurate`;
    let seen = 0;
    let total: number | undefined;
    while (next !== undefined) {
      const bundle = (await fhir.get(next)).resource as Bundle;
      seen += bundle.entry?.length ?? 0;
      total = bundle.total;
      next = bundle.link?.find(({ relation }) => relation === 'next')?.url.replace(/^.*\/R4/, '');
    }
    expect(seen).toBeGreaterThan(40);
    expect(seen).toBe(total);
  },
  120_000,
);
