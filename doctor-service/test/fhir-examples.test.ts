import type { Resource } from 'fhir/r4';
import { fhirClient } from '../../fhir-tests/client';
import { countsOf, examplesInto } from '../../fhir-tests/round-trip/examples-into';
import { serveDoctors } from './fixtures';

const hospital = serveDoctors();

test("HL7's practitioners come out as they went in, or are refused by their elements", async () => {
  const fhir = fhirClient(hospital.served().url);
  /** None is created, since a doctor has a specialty: each becomes what a doctor is. */
  const update = async (resource: Resource) => {
    const path = (await hospital.addDoctor()).replace('/doctors', '/Practitioner');
    const updated = await fhir.send('PUT', path, { ...resource, id: path.slice(-36) });
    return updated.status === 200 ? fhir.get(path) : updated;
  };
  const result = await examplesInto('Practitioner', update);
  expect(result.faults).toEqual([]);
  expect(countsOf(result)).toEqual({ whole: 0, inPart: 10, refused: 4 });
});
