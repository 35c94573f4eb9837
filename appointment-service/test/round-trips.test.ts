import { randomUUID } from 'node:crypto';
import { currentRequest } from '@hms/service-kit/request-context';
import pg from 'pg';
import { aDoctor, startAppointmentService, type Fixture } from './fixtures';

let harness: Fixture;
let day = 0;
beforeAll(async () => {
  harness = await startAppointmentService();
});

/** Counts how often each request waits for its database: statements that are sent before an answer is there cost one wait. */
function countWaits() {
  const client: { query(...args: unknown[]): Promise<unknown> } = pg.Client.prototype;
  const { query } = client;
  const unanswered = new WeakMap<object, number>();
  const waits = new Map<string, number>();
  client.query = function (this: object, ...args) {
    const before = unanswered.get(this) ?? 0;
    const request = currentRequest()?.id;
    if (before === 0 && request !== undefined) waits.set(request, (waits.get(request) ?? 0) + 1);
    unanswered.set(this, before + 1);
    const answered = () => unanswered.set(this, (unanswered.get(this) ?? 1) - 1);
    const result = query.apply(this, args);
    result.then(answered, answered);
    return result;
  };
  return { waits, stop: () => (client.query = query) };
}

it('waits for its database eight times in a booking with an Idempotency-Key', async () => {
  const book = (requestId: string) =>
    harness.served.api
      .post('/appointments')
      .set('Idempotency-Key', randomUUID())
      .set('X-Request-Id', requestId)
      .send({
        patientId: randomUUID(),
        doctorId: aDoctor.doctorId,
        time: `2027-08-0${++day}T09:00:00Z`,
        durationMinutes: 30,
      });
  // what is asked once, such as which patients are restricted, is asked by then
  expect(await book('the-first')).toMatchObject({ status: 201 });
  const { waits, stop } = countWaits();
  expect(await book('counted')).toMatchObject({ status: 201 });
  stop();
  expect(waits.get('counted')).toBe(8);
});
