import { randomUUID } from 'node:crypto';
import { serveDoctors } from './fixtures';

const { api, db, addDoctor } = serveDoctors();

const post = (doctor: object) =>
  api()
    .post('/doctors')
    .send({ specialty: 'Surgery', licenseNumber: randomUUID(), ...doctor });
const count = async () => (await db().query('select from doctors')).length;
const find = async (name: string) => {
  const response = await api().get('/doctors').query({ name });
  expect(response).toMatchObject({ status: 200 });
  return (response.body as { data: { id: string }[] }).data.map(({ id }) => `/doctors/${id}`);
};
const atLeastOne = {
  status: 400,
  body: { errors: [{ pointer: '/familyName', detail: 'is required, or givenName for a person with one name' }] },
};

it.each([
  [{ familyName: 'Suharto' }, 'Suharto'],
  [{ givenName: 'Pelé' }, 'Pelé'],
  [{ givenName: null, familyName: 'Aung' }, 'Aung'],
])('takes a doctor with one name: %j', async (names, name) => {
  const added = await post(names);
  expect(added).toMatchObject({ status: 201, body: { givenName: null, familyName: null, ...names } });
  const address = added.headers['location'] as string;
  expect(await find(name)).toEqual([address]);
  const window = { from: '2031-10-07T00:00:00Z', to: '2031-10-08T00:00:00Z' };
  expect(await api().get(`${address}/availability`).query(window)).toMatchObject({ status: 200, body: { name } });
});

it('wants one name of the two, when a doctor is added and when one is changed', async () => {
  const before = await count();
  for (const names of [{}, { givenName: null, familyName: null }]) expect(await post(names)).toMatchObject(atLeastOne);
  expect(await post({ familyName: ' \u200b' })).toMatchObject({ status: 400 });
  expect(await count()).toBe(before);

  const doctor = await addDoctor();
  expect(await api().patch(doctor).send({ givenName: null })).toMatchObject({ status: 200, body: { givenName: null } });
  expect(await api().patch(doctor).send({ familyName: null })).toMatchObject(atLeastOne);
  expect(await api().patch(doctor).send({ givenName: 'Ada', familyName: null })).toMatchObject({ status: 200 });
  expect(await api().patch(doctor).send({ givenName: null })).toMatchObject(atLeastOne);
  expect(await api().get(doctor)).toMatchObject({ body: { givenName: 'Ada', familyName: null, version: 3 } });
  await expect(db().query('update doctors set given_name = null where family_name is null')).rejects.toThrow();
});

it('keeps names, specialty and licence number as a person sees them, on one line', async () => {
  const licenseNumber = randomUUID();
  const typed = {
    givenName: 'Jo\u200bsé\nLuis',
    familyName: '\u202aGarcía\u202c',
    specialty: ' Ear,\tnose ',
    licenseNumber: `${licenseNumber}\u00ad`,
  };
  expect(await post(typed)).toMatchObject({
    status: 201,
    body: { givenName: 'José Luis', familyName: 'García', specialty: 'Ear, nose', licenseNumber },
  });
  const before = await count();
  for (const name of ['givenName', 'familyName', 'specialty', 'licenseNumber']) {
    for (const unseen of ['\u200b', '\u2060\u202e', '--']) {
      expect(await post({ ...typed, [name]: unseen })).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: `/${name}` }] },
      });
    }
  }
  expect(await count()).toBe(before);
});

it('finds a name that is written together or apart, in either order', async () => {
  const yamada = await addDoctor({ givenName: '太郎', familyName: '山田' });
  for (const name of ['山田太郎', '太郎山田', '山田 太郎', '太郎', '山']) expect(await find(name)).toEqual([yamada]);
  const together = await addDoctor({ givenName: 'Omar', familyName: 'Abdulrahmanq' });
  const apart = await addDoctor({ givenName: 'Omar', familyName: "Abdul-Rahm'anq" });
  for (const name of ['Abdul Rahmanq', 'abdul-rahmanq', 'ABDULRAHMANQ', 'Abdulrahmanq Omar', "omar abdulrahm'anq"])
    expect(await find(name)).toEqual([apart, together]);
  expect(await find('a%q')).toEqual([apart, together]);
  expect(await find('rahmanq abdul')).toEqual([]);
});

it.each(['mx-204417', 'MX 204 417', 'MX204417', 'Mx–204–417', 'ＭＸ２０４４１７', 'MX-٢٠٤٤١٧', 'm\u200bx.204417'])(
  'knows %s for the licence number MX-204417',
  async (licenseNumber) => {
    await post({ familyName: 'First', licenseNumber: 'MX-204417' });
    const before = await count();
    expect(await post({ familyName: 'Second', licenseNumber })).toMatchObject({
      status: 409,
      body: { type: '/problems/license-number-taken' },
    });
    expect(await count()).toBe(before);
    const other = await addDoctor();
    expect(await api().patch(other).send({ licenseNumber })).toMatchObject({ status: 409 });
  },
);

it('keeps numbers apart that differ by a slash', async () => {
  for (const licenseNumber of ['12/345', '1/2345', '12345'])
    expect(await post({ familyName: 'Slash', licenseNumber })).toMatchObject({ status: 201 });
});

it('lets a doctor write the own licence number in another way', async () => {
  const doctor = await addDoctor({ licenseNumber: 'own 1' });
  expect(await api().patch(doctor).send({ licenseNumber: 'OWN-1' })).toMatchObject({
    status: 200,
    body: { licenseNumber: 'OWN-1' },
  });
});

it('reads time zones as the database does: with a slash, or UTC', async () => {
  const before = await count();
  for (const timeZone of ['IST', 'CET', 'VST', 'US/Pacific-New', 'utc', 'Europe/London\u200b'])
    expect(await post({ familyName: 'Zone', timeZone })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/timeZone' }] },
    });
  expect(await count()).toBe(before);
  const doctor = await addDoctor({ timeZone: 'UTC' });
  expect(await api().patch(doctor).send({ timeZone: 'IST' })).toMatchObject({ status: 400 });
  expect(await api().get(doctor)).toMatchObject({ body: { timeZone: 'UTC', version: 1 } });
});
