import { randomUUID } from 'node:crypto';
import { itConforms } from '@hms/service-kit/testing/conformance';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import { appointmentList } from '../src/appointment-store';
import { startAppointmentService, type Fixture } from './fixtures';

let harness: Fixture;
beforeAll(async () => {
  harness = await startAppointmentService();
});

const patientId = randomUUID();
const doctorId = randomUUID();
const at = (minutes: number) => new Date(Date.UTC(2027, 0, 4, 9) + minutes * 60_000).toISOString();
const post = (appointment: object) =>
  harness.served.api.post('/appointments').send({ patientId: randomUUID(), doctorId, ...appointment });
const countOf = async (where: string, value: unknown): Promise<number> => {
  const [row] = await harness.db.query<{ n: number }>(
    `select count(*)::integer as n from appointments where ${where} = $1`,
    [value],
  );
  return row?.n ?? 0;
};

itConforms({
  served: () => harness.served,
  collection: '/appointments',
  newRecord: (n) => ({ patientId, doctorId: randomUUID(), time: at(60 * n), reason: 'Zebulon Quarrington feels ill' }),
  patch: { reason: 'Better now' },
  patched: { reason: 'Better now' },
  logged: () => harness.logged(),
  personal: ['Zebulon', 'Quarrington', 'Blackwell'],
});

itServesEveryFilter(
  () => harness.db,
  appointmentList,
  `insert into appointments (patient_id, doctor_id, doctor_name, doctor_specialty, start_at, end_at, status)
   select gen_random_uuid(), gen_random_uuid(), 'x', 'x', t, t + interval '30 minutes', case when n % 500 = 0 then 'noshow' else 'booked' end
   from generate_series(1, 20000) n, lateral (select timestamptz '2030-01-01 00:00Z' + n * interval '1 hour') x (t)`,
  'appointments',
  {
    id: [`${randomUUID()},${randomUUID()}`, 'appointments_pkey'],
    patientId: [randomUUID(), 'appointments_by_patient'],
    doctorId: [randomUUID(), 'appointments_by_doctor'],
    specialty: ['Rheumatology', 'appointments_by_specialty'],
    status: ['noshow', 'appointments_by_status'],
    overbooked: [true, 'appointments_overbooked'],
    from: ['2032-01-01T00:00:00Z', 'appointments_by_time'],
    to: ['2030-01-02T00:00:00Z', 'appointments_by_time'],
  },
);

it('is listed by the specialty of its doctor, without regard to case and accents', async () => {
  await harness.db.query(
    `insert into appointments (patient_id, doctor_id, doctor_name, doctor_specialty, start_at, end_at, status)
     select gen_random_uuid(), gen_random_uuid(), 'x', 'Pédiatrie', t, t + interval '30 minutes', 'booked'
     from generate_series(timestamptz '2029-05-02 10:00Z', '2029-05-02 12:00Z', '1 hour') t`,
  );
  const query = { specialty: 'PEDIATRIE', from: '2029-05-02T00:00:00Z', to: '2029-05-02T12:00:00Z' };
  const { body } = await harness.served.api.get('/appointments').query(query).expect(200);
  expect((body as { data: { doctor: object }[] }).data.map(({ doctor }) => doctor)).toEqual([
    { name: 'x', specialty: 'Pédiatrie' },
    { name: 'x', specialty: 'Pédiatrie' },
  ]);
});

describe('a booking', () => {
  it('is linked with the doctor, and lasts half an hour unless it says otherwise', async () => {
    expect(await post({ time: '2027-02-01T09:00:00+01:00' })).toMatchObject({
      status: 201,
      body: {
        status: 'booked',
        doctor: { name: 'Elizabeth Blackwell', specialty: 'General practice' },
        time: '2027-02-01T08:00:00+00:00',
        endTime: '2027-02-01T08:30:00+00:00',
        durationMinutes: 30,
        cancellation: null,
      },
    });
    expect(await post({ time: '2027-02-01T10:00:00Z', durationMinutes: 45 })).toMatchObject({
      body: { durationMinutes: 45 },
    });
  });

  it('is refused without an offset, in words that show a good one', async () => {
    expect(await post({ time: '2027-02-01T09:00:00' })).toMatchObject({
      status: 400,
      body: {
        errors: [{ in: 'body', pointer: '/time', detail: expect.stringContaining('2026-12-01T09:00:00+01:00') }],
      },
    });
  });

  it('goes to one of twenty who want the same slot at once', async () => {
    const time = '2027-02-02T09:00:00Z';
    const doctor = randomUUID();
    const all = await Promise.all(Array.from({ length: 20 }, () => post({ doctorId: doctor, time })));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const response of all.filter(({ status }) => status !== 201)) {
      expect(response).toMatchObject({ status: 409, body: { type: '/problems/slot-taken', rule: 'doctor-is-free' } });
    }
    expect(await countOf('doctor_id', doctor)).toBe(1);
  });

  it('does not put one patient with two doctors at once', async () => {
    const patient = randomUUID();
    const time = '2027-02-03T09:00:00Z';
    const all = await Promise.all(
      Array.from({ length: 20 }, () => post({ patientId: patient, doctorId: randomUUID(), time })),
    );
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(all.find(({ status }) => status === 409)).toMatchObject({ body: { rule: 'patient-is-free' } });
    expect(await countOf('patient_id', patient)).toBe(1);
  });

  it('may begin when another ends, and not a minute earlier', async () => {
    const doctor = randomUUID();
    expect(await post({ doctorId: doctor, time: '2027-02-04T09:00:00Z' })).toMatchObject({ status: 201 });
    expect(await post({ doctorId: doctor, time: '2027-02-04T09:29:00Z' })).toMatchObject({ status: 409 });
    expect(await post({ doctorId: doctor, time: '2027-02-04T09:30:00Z' })).toMatchObject({ status: 201 });
    expect(await post({ doctorId: doctor, time: '2027-02-04T08:30:00Z' })).toMatchObject({ status: 201 });
  });
});

describe('cancelling', () => {
  const cancel = (id: string, body: object = {}) => harness.served.api.post(`/appointments/${id}/cancel`).send(body);

  it('frees the time at once, and keeps why', async () => {
    const doctor = randomUUID();
    const time = '2027-02-05T09:00:00Z';
    const { body } = await post({ doctorId: doctor, time });
    const { id } = body as { id: string };
    expect(await cancel(id, { code: 'pat-fb', reason: 'Feels better', by: 'patient' })).toMatchObject({
      status: 200,
      headers: { etag: expect.any(String) },
      body: { status: 'cancelled', cancellation: { code: 'pat-fb', reason: 'Feels better', by: 'patient' } },
    });
    expect(await post({ doctorId: doctor, time })).toMatchObject({ status: 201 });
    expect(await cancel(id)).toMatchObject({
      status: 409,
      body: { type: '/problems/state-forbids-command', state: 'cancelled', allowedCommands: ['reopen'] },
    });
  });

  it('happens once when ten ask at once', async () => {
    const { body } = await post({ time: '2027-02-06T09:00:00Z' });
    const all = await Promise.all(Array.from({ length: 10 }, () => cancel((body as { id: string }).id)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(409)]);
  });

  it('is answered alike when repeated with its key', async () => {
    const { body } = await post({ time: '2027-02-07T09:00:00Z' });
    const again = () => cancel((body as { id: string }).id).set('Idempotency-Key', 'cancel-once');
    expect(await again()).toMatchObject({ status: 200 });
    expect(await again()).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true' } });
  });

  it('takes FHIR codes, and not what only the system may say', async () => {
    const { body } = await post({ time: '2027-02-08T09:00:00Z' });
    const { id } = body as { id: string };
    expect(await cancel(id, { code: 'bored' })).toMatchObject({ status: 400 });
    expect(await cancel(id, { by: 'system' })).toMatchObject({ status: 400 });
    expect(await harness.served.api.post(`/appointments/${randomUUID()}/cancel`)).toMatchObject({ status: 404 });
  });
});

it('lists in order of time, between two instants', async () => {
  const doctor = randomUUID();
  for (const hour of ['11', '09', '10']) await post({ doctorId: doctor, time: `2027-03-01T${hour}:00:00Z` });
  const response = await harness.served.api.get(
    // an unescaped + is a space by the time it arrives
    `/appointments?doctorId=${doctor}&from=2027-03-01T10:00:00+01:00&to=2027-03-01T11:00:00Z`,
  );
  expect((response.body as { data: { time: string }[] }).data.map(({ time }) => time)).toEqual([
    '2027-03-01T09:00:00+00:00',
    '2027-03-01T10:00:00+00:00',
  ]);
});
