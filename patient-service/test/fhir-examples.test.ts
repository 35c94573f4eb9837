import type { Resource } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { exampleOf } from '../../fhir-tests/examples';
import { bringIn } from '../../fhir-tests/round-trip/bring-in';
import { countsOf, examplesInto } from '../../fhir-tests/round-trip/examples-into';
import { startPatientService } from './fixtures';

let fhir: FhirClient;
// each in a hospital that knows nobody
beforeEach(async () => {
  const hospital = await startPatientService({ region: 'AU' });
  fhir = fhirClient(hospital.served.url);
});

/** What is stored is told by a read of its own. */
const create = async (resource: Resource) => {
  const created = await fhir.send('POST', `/${resource.resourceType}`, resource);
  if (created.status !== 201) return created;
  const { id } = created.resource as Resource;
  return fhir.get(`/${resource.resourceType}/${id}`);
};

test("HL7's patients come out as they went in, or are refused by their elements", async () => {
  const result = await examplesInto('Patient', create);
  expect(result.faults).toEqual([]);
  expect(countsOf(result)).toEqual({ whole: 1, inPart: 15, refused: 6 });
});

test("HL7's allergies come out as they went in, or are refused by their elements", async () => {
  const ids: Record<string, string | undefined> = {};
  for (const name of ['example', 'mom']) {
    const { stored } = await bringIn(exampleOf(`Patient-${name}`), create);
    ids[name] = stored?.told.id;
  }
  const result = await examplesInto('AllergyIntolerance', create, (type, id) =>
    type === 'Patient' ? ids[id] : undefined,
  );
  expect(result.faults).toEqual([]);
  expect(countsOf(result)).toEqual({ whole: 0, inPart: 3, refused: 3 });
});
