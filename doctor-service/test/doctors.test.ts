import { itConforms } from '@hms/service-kit/testing/conformance';
import { itServesEveryFilter } from '@hms/service-kit/testing/plans';
import type { TestedService } from '@hms/service-kit/testing/service';
import { doctorList } from '../src/doctor-store';
import { startDoctorService } from './fixtures';

let tested: TestedService;
let served: TestedService['served'];
let db: TestedService['db'];

beforeAll(async () => {
  tested = await startDoctorService();
  ({ served, db } = tested);
});

const doctor = (licenseNumber: string, more: object = {}) => ({
  givenName: 'Test',
  familyName: 'Doctor',
  specialty: 'Cardiology',
  licenseNumber,
  ...more,
});
const find = async (query: string) => {
  const response = await served.api.get(`/doctors?${query}`);
  expect(response).toMatchObject({ status: 200 });
  return (response.body as { data: { licenseNumber: string }[] }).data.map(({ licenseNumber }) => licenseNumber);
};

itConforms({
  served: () => served,
  collection: '/doctors',
  newRecord: (n) =>
    doctor(`L-${n}`, {
      givenName: 'Zebulon',
      familyName: `Quarrington${n}`,
      phone: '+44 20 7946 0018',
      email: `zq${n}@example.org`,
    }),
  patch: { specialty: 'Neurology', phone: null, timeZone: 'Asia/Kolkata' },
  patched: { specialty: 'Neurology', phone: null, timeZone: 'Asia/Kolkata' },
  logged: () => tested.logged(),
  personal: ['Zebulon', 'Quarrington', '7946 0018', 'example.org'],
});

itServesEveryFilter(
  () => db,
  doctorList,
  `insert into doctors (given_name, family_name, specialty, license_number, time_zone, visit_minutes, active)
   select 'Given' || n, 'Family' || n, 'Specialty ' || n % 1000, 'X-' || n, 'UTC', 30, n % 500 <> 0
   from generate_series(1, 20000) n`,
  'doctors',
  {
    id: ['01900000-0000-7abc-8000-00000000abcd', 'doctors_pkey'],
    name: ['given777', 'doctors_by_name'],
    specialty: ['specialty 7', 'doctors_by_specialty'],
    active: [false, 'doctors_by_active'],
  },
);

it('lists what the active doctors do, with how many do it', async () => {
  for (const [number, specialty, active] of [
    ['S-1', 'Zoonoses', true],
    ['S-2', 'Zoonoses', true],
    ['S-3', 'zoonosés', true],
    ['S-4', 'Zoology', false],
  ] as const)
    expect(await served.api.post('/doctors').send(doctor(number, { specialty, active }))).toMatchObject({
      status: 201,
    });
  const { body } = (await served.api.get('/specialties').expect(200)) as {
    body: { data: { specialty: string; activeDoctors: number }[] };
  };
  expect(body.data.filter(({ specialty }) => /^zoo/i.test(specialty))).toEqual([
    { specialty: 'Zoonoses', activeDoctors: 3 },
  ]);
  const names = body.data.map(({ specialty }) => specialty.toLowerCase());
  expect(names).toEqual([...names].sort());
});

it('has the defaults of the contract', async () => {
  expect(await served.api.post('/doctors').send(doctor('D-1'))).toMatchObject({
    status: 201,
    body: { timeZone: 'UTC', visitMinutes: 30, active: true, email: null, phone: null },
  });
});

it('lets only one of twenty at once have a licence number, and writes no other', async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, () => served.api.post('/doctors').send(doctor('SAME', { specialty: 'Racing' }))),
  );
  expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  for (const response of all.filter(({ status }) => status !== 201)) {
    expect(response).toMatchObject({ status: 409, body: { type: '/problems/license-number-taken' } });
  }
  expect(await find('specialty=racing')).toEqual(['SAME']);
});

it('does not give a licence number away by a patch', async () => {
  await served.api.post('/doctors').send(doctor('MINE'));
  const { body } = await served.api.post('/doctors').send(doctor('THINE'));
  const address = `/doctors/${(body as { id: string }).id}`;
  expect(await served.api.patch(address).send({ licenseNumber: 'MINE' })).toMatchObject({ status: 409 });
  expect(await served.api.get(address)).toMatchObject({ body: { licenseNumber: 'THINE', version: 1 } });
});

it('refuses a time zone that is none', async () => {
  for (const timeZone of ['Mars/Olympus', '+01:00', 'London', 'CET', 'EST5EDT']) {
    expect(await served.api.post('/doctors').send(doctor('TZ', { timeZone }))).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/timeZone', detail: expect.stringContaining('Europe/London') }] },
    });
  }
});

it('is found by name, by specialty and by whether it is active', async () => {
  await served.api
    .post('/doctors')
    .send(doctor('F-1', { familyName: 'Müller', specialty: 'Ophthalmology', active: false }));
  expect(await find('name=muller%20test')).toEqual(['F-1']);
  expect(await find('specialty=OPHTHALMOLOGY&active=false')).toEqual(['F-1']);
  expect(await find('specialty=ophthalmology&active=true')).toEqual([]);
});
