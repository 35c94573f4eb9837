import { randomUUID } from 'node:crypto';
import { answers, isUnavailable } from '@hms/service-kit/testing/stub-upstream';
import type { Appointment } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { startAppointmentService, works, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startAppointmentService({ timeZone: 'Europe/London' });
  fhir = fhirClient(hospital.served.url);
});
beforeEach(() => {
  hospital.doctors.behave(works());
  hospital.patients.behave(answers(200, { deceasedAt: null }));
});

/** With another doctor each, so that no taken time stands in the way. */
const book = (patientId: string): Promise<{ status: number; resource: unknown }> => {
  const asked: Appointment = {
    resourceType: 'Appointment',
    status: 'booked',
    start: '2031-03-03T09:00:00+00:00',
    end: '2031-03-03T09:30:00+00:00',
    participant: [
      { actor: { reference: `Patient/${patientId}` }, status: 'accepted' },
      { actor: { reference: `Practitioner/${randomUUID()}` }, status: 'accepted' },
    ],
  };
  const condition = `patient=${patientId}&date=2031-03-03&status=booked,pending`;
  return fhir.send('POST', '/Appointment', asked, { 'if-none-exist': condition });
};

test('of several at the same moment one is booked, and the others are told of it', async () => {
  const patientId = randomUUID();
  const all = await Promise.all(Array.from({ length: 5 }, () => book(patientId)));
  expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
  expect(new Set(all.map(({ resource }) => (resource as Appointment).id)).size).toBe(1);
});

test('one that waits for doctor-service is there already', async () => {
  hospital.doctors.behave(isUnavailable);
  const patientId = randomUUID();
  const first = await book(patientId);
  expect(first).toMatchObject({ status: 202, resource: { status: 'pending' } });
  const { id } = first.resource as Appointment;
  expect(await book(patientId)).toMatchObject({ status: 200, resource: { id, status: 'pending' } });
});
