import { randomUUID } from 'node:crypto';
import { someDoctor } from '@hms/service-kit/testing/issuer';
import type { Resource } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { countsOf, examplesInto } from '../../fhir-tests/round-trip/examples-into';
import { idOf, startPrescriptionService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPrescriptionService();
  fhir = fhirClient(hospital.served.url);
});

/** What is stored is told by a read of its own. */
const create = async (resource: Resource) => {
  const { resourceType: type } = resource;
  const created = await fhir.send('POST', `/${type}`, resource);
  if (created.status !== 201) return created;
  return fhir.get(`/${type}/${(created.resource as Resource).id}`);
};

test("HL7's prescriptions come out as they went in, or are refused by their elements", async () => {
  // patient-service and doctor-service know everybody here; each prescription is by the one who sends it, for somebody else
  const result = await examplesInto('MedicationRequest', create, (type) =>
    type === 'Practitioner' ? someDoctor : randomUUID(),
  );
  expect(result.faults).toEqual([]);
  expect(countsOf(result)).toEqual({ whole: 0, inPart: 13, refused: 27 });
});

test("HL7's dispenses, whose prescriptions are of other medicines here, are refused by their elements", async () => {
  const patientId = randomUUID();
  const prescriptionId = idOf(await hospital.prescribe({ patientId, medication: 'Ibuprofen 400 mg', quantity: 20 }));
  const ids: Record<string, string> = { Patient: patientId, MedicationRequest: prescriptionId };
  const result = await examplesInto('MedicationDispense', create, (type) => ids[type]);
  expect(result.faults).toEqual([]);
  expect(countsOf(result)).toEqual({ whole: 0, inPart: 0, refused: 31 });
});
