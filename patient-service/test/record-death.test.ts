import { randomUUID } from 'node:crypto';
import {
  answers,
  isUnavailable,
  nobody,
  resetsConnection,
  startStubUpstream,
  type Behaviour,
  type StubUpstream,
} from '@hms/service-kit/testing/stub-upstream';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let appointments: StubUpstream;
let api: Fixture['served']['api'];

beforeAll(async () => {
  appointments = await startStubUpstream(isUnavailable);
  hospital = await startPatientService({ appointmentsAt: appointments.url });
  ({ api } = hospital.served);
});

beforeEach(() => void appointments.requests.splice(0));

const records = (count: number) => Array.from({ length: count }, () => ({ id: randomUUID() }));
const listOf = (count: number, nextCursor: string | null = null) => ({ data: records(count), nextCursor });

/** So many booked visits, and places on the waiting list. */
const has =
  (booked: number, waiting: number, offered: number): Behaviour =>
  (request, response) => {
    const list = request.url.startsWith('/appointments?')
      ? booked
      : request.url.includes('status=offered')
        ? offered
        : waiting;
    answers(200, listOf(list))(request, response);
  };

const patient = async (more: object = {}) => (await hospital.register({ familyName: 'Mortal', ...more })).id;
const died = { deceasedAt: '2024-01-01T00:00:00Z' };
const comingOf = (response: { body: unknown }) => (response.body as { coming?: object }).coming;

it('tells what is coming when a death is recorded, or a record is closed', async () => {
  appointments.behave(has(2, 1, 1));
  for (const patch of [died, { active: false }]) {
    const id = await patient();
    const response = await api.patch(`/patients/${id}`).send(patch);
    expect(response).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: {
        version: 2,
        coming: {
          appointments: 2,
          waitlistEntries: 2,
          links: {
            appointments: expect.stringMatching(
              new RegExp(`^/appointments\\?patientId=${id}&status=booked&from=[\\dT:.-]+Z$`),
            ),
            waitlistEntries: `/waitlist?patientId=${id}`,
          },
        },
      },
    });
    expect(comingOf(await api.get(`/patients/${id}`))).toBeUndefined();
  }
});

it('tells it again when the change is repeated, and counts every page', async () => {
  appointments.behave((request, response) => {
    const isFirst = request.url.startsWith('/appointments?') && !request.url.includes('cursor=');
    answers(200, isFirst ? listOf(200, 'next') : listOf(request.url.startsWith('/appointments?') ? 7 : 0))(
      request,
      response,
    );
  });
  const id = await patient();
  for (let i = 0; i < 2; i++)
    expect(await api.patch(`/patients/${id}`).send(died)).toMatchObject({
      status: 200,
      body: { version: 2, coming: { appointments: 207, waitlistEntries: 0 } },
    });
  expect(appointments.requests.filter(({ url }) => url.includes('&limit=200&cursor=next'))).toHaveLength(2);
});

it('asks nobody for another change, a registration or a refusal', async () => {
  const id = await patient(died);
  for (const patch of [{ gender: 'other' }, { deceasedAt: null }, { active: true }]) {
    const response = await api.patch(`/patients/${id}`).send(patch);
    expect(response).toMatchObject({ status: 200 });
    expect(comingOf(response)).toBeUndefined();
  }
  expect(await api.patch(`/patients/${id}`).send({ deceasedAt: '2100-01-01T00:00:00Z' })).toMatchObject({
    status: 400,
  });
  expect(appointments.requests).toEqual([]);
});

const unknown = { status: 200, body: { coming: { appointments: null, waitlistEntries: null } } };

it.each<[string, Behaviour]>([
  ['is unavailable', isUnavailable],
  ['breaks the connection', resetsConnection],
  ['fails', answers(500, {})],
  ['answers with another form', answers(200, { items: [] })],
  ['makes no sense of the question', answers(400, { type: '/problems/invalid-request', detail: 'no' })],
])(
  'records the death all the same where appointment-service %s, and says that it does not know',
  async (_, behaviour) => {
    appointments.behave(behaviour);
    const id = await patient();
    expect(await api.patch(`/patients/${id}`).send(died)).toMatchObject(unknown);
    expect(await api.get(`/patients/${id}`)).toMatchObject({ body: { deceasedAt: '2024-01-01T00:00:00+00:00' } });
  },
);

it('does the same where there is no appointment-service, or none is configured', async () => {
  for (const alone of [await startPatientService(), await startPatientService({ appointmentsAt: nobody })]) {
    const { id } = await alone.register({ familyName: 'Alone' });
    expect(await alone.served.api.patch(`/patients/${id}`).send(died)).toMatchObject(unknown);
  }
});
