import { loadServices } from '../../fleet/src/topology';
import { bearer } from '../../service-kit/testing/issuer';
import { startForTest, type TestedService } from '../../service-kit/testing/service';
import { isUnavailable, startStubUpstream } from '../../service-kit/testing/stub-upstream';

const as = (...roles: string[]) => bearer({ sub: roles.join(), roles, client_id: 'desk' });
const patientId = '01900000-0000-7002-8000-000000000001';
const visit = {
  patientId,
  doctorId: '01900000-0000-7001-8000-000000000001',
  time: new Date(Date.now() + 86_400_000).toISOString(),
  reason: 'A test that nobody is to know of',
};

let appointments: TestedService;
beforeAll(async () => {
  const service = loadServices().find(({ name }) => name === 'appointment-service');
  if (!service) throw new Error('there is no appointment-service');
  const { url } = await startStubUpstream(isUnavailable);
  const environment = { DOCTOR_SERVICE_URL: url, PATIENT_SERVICE_URL: url };
  appointments = await startForTest(service, { environment });
});

const book = async (body: object, headers = as('receptionist')) =>
  (await appointments.served.api.post('/appointments').set(headers).send(body).expect(202)).body as {
    id: string;
    reason?: string;
    confidential: boolean;
  };
const texts = async (id: string, headers: ReturnType<typeof as>) => {
  const { api } = appointments.served;
  const addresses = [`/appointments/${id}`, `/appointments?patientId=${patientId}`, `/appointments/${id}/history`];
  return Promise.all(addresses.map(async (address) => (await api.get(address).set(headers).expect(200)).text));
};

it('keeps a confidential reason from the desk by every door, and shows it to who treats the patient', async () => {
  const { id, reason, confidential } = await book({ ...visit, confidential: true });
  expect([reason, confidential]).toEqual([undefined, true]);
  for (const role of ['receptionist', 'manager', 'integration'])
    for (const text of await texts(id, role === 'integration' ? as('receptionist', role) : as(role)))
      expect(text).not.toContain(visit.reason);
  for (const headers of [as('nurse'), as('doctor'), bearer({ roles: ['patient'], patient_id: patientId })])
    for (const text of (await texts(id, headers)).slice(0, 2)) expect(text).toContain(visit.reason);
});

it('does not let the desk take the mark away, and keeps what was there before it from the desk', async () => {
  const { api } = appointments.served;
  const time = new Date(Date.now() + 2 * 86_400_000).toISOString();
  const { id } = await book({ ...visit, time });
  expect((await texts(id, as('receptionist')))[0]).toContain(visit.reason);
  await api.patch(`/appointments/${id}`).set(as('nurse')).send({ confidential: true }).expect(200);
  await api.patch(`/appointments/${id}`).set(as('receptionist')).send({ confidential: false }).expect(400);
  await api.patch(`/appointments/${id}`).set(as('receptionist')).send({ confidential: null }).expect(400);
  for (const text of await texts(id, as('receptionist'))) expect(text).not.toContain(visit.reason);
});
