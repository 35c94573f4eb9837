import { randomUUID } from 'node:crypto';
import type { Resource } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { countsOf, examplesInto } from '../../fhir-tests/round-trip/examples-into';
import { startAppointmentService } from './fixtures';

let fhir: FhirClient;
beforeAll(async () => {
  const hospital = await startAppointmentService();
  fhir = fhirClient(hospital.served.url);
});

/** What is stored is told by a read of its own. */
const create = async (resource: Resource) => {
  const created = await fhir.send('POST', '/Appointment', resource);
  if (created.status !== 201) return created;
  return fhir.get(`/Appointment/${(created.resource as Resource).id}`);
};

test("HL7's appointments come out as they went in, or are refused by their elements", async () => {
  // doctor-service and patient-service know everybody here
  const result = await examplesInto('Appointment', create, () => randomUUID());
  expect(result.faults).toEqual([]);
  expect(countsOf(result)).toEqual({ whole: 0, inPart: 0, refused: 3 });
});
