import { latestToday } from '@hms/service-kit/time-zone';
import { startPatientService, type Fixture } from './fixtures';

let hospital: Fixture;
let api: Fixture['served']['api'];

beforeAll(async () => {
  hospital = await startPatientService();
  ({ api } = hospital.served);
});

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
const refusedFor = (...pointers: string[]) => ({
  status: 400,
  body: { errors: pointers.map((pointer) => ({ pointer })) },
});
const register = async (patient: object) =>
  `/patients/${(await hospital.register({ familyName: 'Dated', ...patient })).id}`;
/** Refuses the change, and nothing is written. */
const refuses = async (address: string, patch: object, pointer: string) => {
  const before = await api.get(address);
  expect(await api.patch(address).send(patch)).toMatchObject(refusedFor(pointer));
  expect(await api.get(address)).toMatchObject({ body: before.body as object });
};

const nextMonth = inDays(32).slice(0, 7);
const nextYear = String(Number(inDays(0).slice(0, 4)) + 1);
const tooLate = ['2062-03-04', inDays(2).slice(0, 10), nextMonth, nextYear, '2199'];

it.each(tooLate)('refuses a birth in the future: %s', async (birthDate) => {
  expect(await api.post('/patients').send({ familyName: 'X', birthDate })).toMatchObject(refusedFor('/birthDate'));
  await refuses(await register({}), { birthDate }, '/birthDate');
  expect(await hospital.find({ name: 'x' })).toEqual([]);
});

it.each([latestToday(), latestToday().slice(0, 7), latestToday().slice(0, 4)])(
  'takes a birth of today, where the day begins first, also in part: %s',
  async (birthDate) => {
    expect(await api.post('/patients?allowDuplicate=true').send({ familyName: 'New', birthDate })).toMatchObject({
      status: 201,
      body: { birthDate },
    });
  },
);

it('finds nobody who is born on a day to come, and does not mind the question', async () => {
  expect(await hospital.find({ birthDate: '2062-03-04' })).toEqual([]);
});

it('refuses a death in the future, and forgives a clock that is a little fast', async () => {
  for (const deceasedAt of ['2100-01-01T00:00:00Z', inDays(1), new Date(Date.now() + 120_000).toISOString()]) {
    expect(await api.post('/patients').send({ familyName: 'X', deceasedAt })).toMatchObject(refusedFor('/deceasedAt'));
    await refuses(await register({}), { deceasedAt }, '/deceasedAt');
  }
  await register({ deceasedAt: new Date(Date.now() + 20_000).toISOString() });
});

it('refuses a death before birth, and names what was changed', async () => {
  for (const [birthDate, deceasedAt] of [
    ['1984-07-23', '1984-07-22T09:59:59Z'],
    ['1984-07', '1984-06-30T09:00:00Z'],
    ['1984', '1983-12-31T09:00:00Z'],
    ['1984-07-23', '1950-01-01T00:00:00Z'],
  ] as const) {
    expect(await api.post('/patients').send({ familyName: 'X', birthDate, deceasedAt })).toMatchObject(
      refusedFor('/deceasedAt'),
    );
    await refuses(await register({ birthDate }), { deceasedAt }, '/deceasedAt');
    await refuses(await register({ deceasedAt }), { birthDate }, '/birthDate');
  }
});

it('takes a death on the day of birth, wherever on earth that was', async () => {
  await register({ birthDate: '1984-07-23', deceasedAt: '1984-07-23T00:10:00+14:00' });
  await register({ birthDate: '1984-07-23', deceasedAt: '1984-07-23T23:50:00-11:00' });
  await register({ birthDate: '1984', deceasedAt: '1984-01-01T12:00:00Z' });
});

it('guards it in the database as well', async () => {
  await expect(
    hospital.db.query(
      `insert into patients (family_name, gender, birth_date, deceased_at) values ('X', 'other', '1984-07', '1984-06-01Z')`,
    ),
  ).rejects.toThrow('/deceasedAt');
});

it('lets a record that was impossible before be changed, and mended', async () => {
  const [row] = await hospital.db.query<{ id: string }>(
    `insert into patients (family_name, gender, birth_date, deceased_at) values ('Old', 'other', '2062-03-04', null) returning id`,
  );
  const address = `/patients/${row?.id}`;
  expect(await api.patch(address).send({ phone: '020 7946 0018' })).toMatchObject({ status: 200 });
  expect(await api.post(`${address}/allergies`).send({ substance: 'Latex' })).toMatchObject({ status: 201 });
  await refuses(address, { birthDate: '2062-03-05' }, '/birthDate');
  expect(await api.patch(address).send({ birthDate: '1962-03-04' })).toMatchObject({ status: 200 });
});
