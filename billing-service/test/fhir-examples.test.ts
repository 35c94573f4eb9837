import type { Resource } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { countsOf, examplesInto } from '../../fhir-tests/round-trip/examples-into';
import { patientId, startBillingService } from './fixtures';

let fhir: FhirClient;
beforeAll(async () => {
  const hospital = await startBillingService();
  fhir = fhirClient(hospital.served.url);
});

/** What is stored is told by a read of its own. */
const create = async (resource: Resource) => {
  const created = await fhir.send('POST', '/Invoice', resource);
  if (created.status !== 201) return created;
  return fhir.get(`/Invoice/${(created.resource as Resource).id}`);
};

test("HL7's invoice comes out as it went in, or is refused by its elements", async () => {
  // an account has the id of its patient here
  const result = await examplesInto('Invoice', create, () => patientId);
  expect(result.faults).toEqual([]);
  expect(countsOf(result)).toEqual({ whole: 0, inPart: 0, refused: 1 });
});
