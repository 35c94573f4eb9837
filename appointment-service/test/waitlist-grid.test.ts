import { randomUUID } from 'node:crypto';
import { eventually } from '@hms/service-kit/testing/service';
import { startAppointmentService, works, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService();
  await harness.startWorker();
});

const at = (time: string) => `2028-04-04T${time}:00.000Z`;
const post = (path: string, body: object) => harness.served.api.post(path).send(body);
const book = async (doctorId: string, time: string): Promise<string> => {
  const response = await post('/appointments', { patientId: randomUUID(), doctorId, time, durationMinutes: 30 });
  expect(response).toMatchObject({ status: 201 });
  return (response.body as { id: string }).id;
};
/** The time that a patient is offered once this booking is cancelled. */
const offeredFor = async (booked: string, wish: object): Promise<string> => {
  const bounds = { earliest: at('08:00'), latest: at('18:00'), ...wish };
  const { body } = await post('/waitlist', { patientId: randomUUID(), ...bounds });
  expect(await post(`/appointments/${booked}/cancel`, {})).toMatchObject({ status: 200 });
  const read = async () =>
    (await harness.served.api.get(`/waitlist/${(body as { id: string }).id}`)).body as {
      offer: { time: string } | null;
    };
  const { offer } = await eventually(read, (entry) => entry.offer !== null);
  return new Date(offer?.time ?? 0).toISOString();
};

it('offers a freed time on the grid of the block, though a leave took its beginning', async () => {
  harness.doctors.behave(
    works([[at('09:00'), at('12:00')]], { intervals: [{ start: at('09:40'), end: at('12:00') }] }),
  );
  const doctorId = randomUUID();
  await book(doctorId, at('10:00'));
  await book(doctorId, at('11:00'));
  expect(await offeredFor(await book(doctorId, at('10:30')), { doctorId })).toBe(at('10:30'));
});

it('offers a gap that no start of the grid fits into, within what the patient asked for', async () => {
  harness.doctors.behave(works([[at('09:00'), at('12:00')]]));
  const [between, bounded] = [randomUUID(), randomUUID()];
  await book(between, at('09:10'));
  await book(between, at('10:10'));
  const wish = { doctorId: between, latest: at('11:00') };
  expect(await offeredFor(await book(between, at('09:40')), wish)).toBe(at('09:40'));

  const short = { doctorId: bounded, earliest: at('09:35'), latest: at('10:10') };
  expect(await offeredFor(await book(bounded, at('09:30')), short)).toBe(at('09:35'));
});
