import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Bundle, OperationOutcome } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { examplesOf } from '../../fhir-tests/examples';
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

const examples = examplesOf('MedicationRequest').map(({ name, resource }) => [name, resource] as const);

test.each(examples)('HL7’s %s has more than is kept, and is refused by its elements', async (_name, resource) => {
  const answer = await fhir.send('POST', '/MedicationRequest', resource);
  expect(answer).toMatchObject({ status: 400 });
  const told = (answer.resource as OperationOutcome).issue.flatMap(({ expression = ['nothing'] }) => expression);
  expect(told.filter((element) => !element.startsWith('MedicationRequest.'))).toEqual([]);
});
