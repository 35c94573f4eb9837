import { randomUUID } from 'node:crypto';
import { answers, startStubUpstream, type StubUpstream } from '@hms/service-kit/testing/stub-upstream';
import type { Practitioner } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { done, get, put, refused, statusesOf } from '../../fhir-tests/transaction';
import { serveDoctors } from './fixtures';

let visits: StubUpstream;
const hospital = serveDoctors(async () => {
  visits = await startStubUpstream(answers(200, { count: 3 }));
  return visits.url;
});
let fhir: FhirClient;
beforeAll(() => {
  fhir = fhirClient(hospital.served().url);
});

const added = async (licenseNumber: string = randomUUID()) => {
  const path = await hospital.addDoctor({ licenseNumber });
  return (await fhir.get(`/Practitioner/${path.slice(-36)}`)).resource as Practitioner;
};

test('doctors are changed together or not at all, and nobody is asked about their visits', async () => {
  await added('TAKEN-1');
  const [first, second] = [await added(), await added()];
  const leaves = put({ ...first, active: false });
  const twin = put({ ...second, identifier: [{ value: 'TAKEN-1' }] });
  expect(await refused(fhir, [leaves, twin])).toMatchObject({
    ...{ status: 409, at: ['Bundle.entry[1].resource.identifier[0].value'] },
  });
  expect((await fhir.get(`/Practitioner/${first.id}`)).resource).toEqual(first);

  const entries = await done(fhir, [leaves, get(`PractitionerRole/${first.id}`)]);
  expect(statusesOf(entries)).toEqual(['200', '200']);
  expect(entries[1]?.resource).toMatchObject({ active: false });
  expect(visits.requests).toEqual([]);
});
