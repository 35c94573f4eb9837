import { randomUUID } from 'node:crypto';
import type { Appointment } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { done, get, post, put, refused, statusesOf } from '../../fhir-tests/transaction';
import { startAppointmentService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startAppointmentService();
  fhir = fhirClient(hospital.served.url);
});

let hour = 0;
const visit = (): Appointment => {
  const start = Date.parse('2031-03-03T00:00:00Z') + hour++ * 3_600_000;
  const actors = [`Patient/${randomUUID()}`, `Practitioner/${randomUUID()}`];
  return {
    resourceType: 'Appointment',
    status: 'booked',
    start: new Date(start).toISOString(),
    end: new Date(start + 30 * 60_000).toISOString(),
    participant: actors.map((reference) => ({ actor: { reference }, status: 'accepted' })),
  };
};
const booked = async () => (await fhir.send('POST', '/Appointment', visit())).resource as Appointment;
const cancelled = (one: Appointment): Appointment => ({
  ...one,
  status: 'cancelled',
  cancelationReason: {
    coding: [{ system: 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason', code: 'prov' }],
  },
});
const statusOf = async ({ id }: Appointment) => ((await fhir.get(`/Appointment/${id}`)).resource as Appointment).status;

test('visits are cancelled together', async () => {
  const visits = [await booked(), await booked()];
  const entries = await done(
    fhir,
    visits.map((one) => put(cancelled(one))),
  );
  expect(statusesOf(entries)).toEqual(['200', '200']);
  expect(await Promise.all(visits.map(statusOf))).toEqual(['cancelled', 'cancelled']);
});

test.each([
  ['a booking', () => post(visit()), 'Book an appointment'],
  [
    'a move',
    (one: Appointment) => put({ ...one, start: '2031-02-01T09:00:00Z', end: '2031-02-01T09:30:00Z' }),
    'this asks another service',
  ],
  [
    'a search for free times',
    () => get(`Slot?schedule=Schedule/${randomUUID()}&start=ge2031-01-01T00:00:00Z&start=lt2031-01-02T00:00:00Z`),
    'This asks doctor-service',
  ],
])('%s needs another service, and is refused with all the rest', async (_what, entry, sentence) => {
  const [first, second] = [await booked(), await booked()];
  const asked = hospital.doctors.requests.length;
  const answer = await refused(fhir, [put(cancelled(first)), entry(second)]);
  expect(answer).toMatchObject({ status: 422, at: ['Bundle.entry[1]'], told: expect.stringContaining(sentence) });
  expect(answer.told).toContain('Send it by itself. Nothing was done.');
  expect(await statusOf(first)).toBe('booked');
  expect(hospital.doctors.requests.length).toBe(asked);
  expect(await hospital.db.query('select from pending_operations where not upkeep')).toEqual([]);
});
