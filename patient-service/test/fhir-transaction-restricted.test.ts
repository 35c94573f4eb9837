import { bearer } from '@hms/service-kit/testing/issuer';
import { answers, startStubUpstream } from '@hms/service-kit/testing/stub-upstream';
import type { AllergyIntolerance, Patient } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { done, get, post, put, refused } from '../../fhir-tests/transaction';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let asked: unknown[];
let nurse: FhirClient;
beforeAll(async () => {
  const appointments = await startStubUpstream(answers(200, { count: 1 }));
  asked = appointments.requests;
  hospital = await startPatientService({ restrictions: 'asked', appointmentsAt: appointments.url });
  nurse = fhirClient(hospital.served.url, { sub: 'noor', roles: ['nurse'], doctor_id: undefined });
});

const registered = async (familyName: string) => {
  const { id } = await hospital.register({ familyName });
  return (await nurse.get(`/Patient/${id}`)).resource as Patient & { id: string };
};
const allergyOf = (id: string, substance: string): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  clinicalStatus: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
  },
  code: { text: substance },
  patient: { reference: `Patient/${id}` },
});

test('a death is recorded with the rest, and nobody is asked what is to come', async () => {
  const patient = await registered('Dead');
  await done(nurse, [put({ ...patient, deceasedDateTime: '2026-01-02T03:04:05+00:00' })]);
  expect((await nurse.get(`/Patient/${patient.id}`)).resource).toMatchObject({ deceasedDateTime: expect.anything() });
  expect(asked).toEqual([]);
});

test('an entry about a restricted patient refuses all, and so does a rule of the database', async () => {
  const [open, hidden] = [await registered('Open'), await registered('Hidden')];
  const restriction = { restricted: true, careTeam: [{ subject: 'dana', name: 'Dr. Dana' }] };
  await hospital.served.api
    .put(`/patients/${hidden.id}/restriction`)
    .set(bearer({ roles: ['manager'] }))
    .send(restriction)
    .expect(200);
  const change = put({ ...open, birthDate: '1970-01-01' });
  for (const entry of [get(`Patient/${hidden.id}`), post(allergyOf(hidden.id, 'Nuts'))])
    expect(await refused(nurse, [change, entry])).toMatchObject({
      ...{ status: 403, at: ['Bundle.entry[1]'] },
      told: expect.stringContaining('break the glass'),
    });

  const [first, second] = await done(nurse, [post(allergyOf(open.id, 'Latex')), post(allergyOf(open.id, 'Eggs'))]);
  const twin = { ...(second?.resource as AllergyIntolerance), code: { text: 'latex' } };
  expect(await refused(nurse, [change, put(twin)])).toMatchObject({
    ...{ status: 409, at: ['Bundle.entry[1].resource.code'] },
  });
  expect((await nurse.get(`/AllergyIntolerance/${first?.resource?.id}`)).status).toBe(200);
  expect((await nurse.get(`/Patient/${open.id}`)).resource).not.toHaveProperty('birthDate');
});
