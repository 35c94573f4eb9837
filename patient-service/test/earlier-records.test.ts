import { createTestDatabase } from '@hms/service-kit/testing/database';
import { startForTest, type ServedApp } from '@hms/service-kit/testing/service';
import pg from 'pg';
import { service } from '../src/service';

const idOf = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const first = (n: number) => `/patients/${idOf(n)}`;

/** A hospital whose backup is of a version that compared names, identifiers and substances by their letters alone. */
const fromEarlierVersion = async (rows: string): Promise<{ api: ServedApp['api'] }> => {
  const settings = await createTestDatabase('patient-service');
  const client = new pg.Client({ ...settings });
  await client.connect();
  // what it kept, no trigger lets in any more
  await client.query('alter table patients disable trigger patients_death_after_birth');
  await client.query(rows);
  await client.query('alter table patients enable trigger patients_death_after_birth');
  await client.end();
  const { served } = await startForTest(service, { environment: { HMS_REGION: 'GB' }, database: settings });
  return { api: served.api };
};

it('keeps what could not be registered any more, and lets it be changed and mended', async () => {
  const { api } = await fromEarlierVersion(`
    insert into patients (id, given_name, family_name, gender, birth_date, deceased_at, phone) values
      ('${idOf(1)}', '太郎', '山田', 'male', '1984', null, null),
      ('${idOf(2)}', 'Abdul Rahmanq', null, 'male', '2062-03-04', '1950-01-01Z', null),
      ('${idOf(3)}', U&'\\200b', null, 'male', null, null, '+10000000000');
    insert into patient_identifiers (patient_id, system, value, position, twin) values
      ('${idOf(1)}', 'urn:nid', 'AL-1', 1, 0), ('${idOf(1)}', 'urn:nid', 'AL 2', 2, 0), ('${idOf(1)}', 'urn:nid', 'al2', 3, 1),
      ('${idOf(2)}', 'URN:NID', 'al1', 1, 1), ('${idOf(3)}', 'urn:nid', U&'AL\\200b1', 1, 2);
    insert into patient_allergies (patient_id, substance, criticality, status, twin) values
      ('${idOf(1)}', 'Penicillin', 'high', 'active', 0), ('${idOf(1)}', U&'PENICILLIN\\200b', 'high', 'active', 1),
      ('${idOf(1)}', 'NKDA', 'low', 'active', 0), ('${idOf(2)}', 'Penicillin', 'high', 'active', 0)`);

  const find = async (query: Record<string, string>) => {
    const { body } = await api.get(`/patients?deceased=any&${new URLSearchParams(query).toString()}`);
    return (body as { data: { id: string }[] }).data.map(({ id }) => id);
  };
  expect(await find({ name: '山田太郎' })).toEqual([idOf(1)]);
  expect(await find({ name: 'abdulrahmanq' })).toEqual([idOf(2)]);
  expect(await find({ identifier: 'urn:nid|AL1' })).toEqual([idOf(3), idOf(2), idOf(1)]);

  // each can be changed, and keeps its identifiers
  for (const n of [1, 2])
    expect(await api.patch(first(n)).send({ phone: '020 7946 0018' })).toMatchObject({ status: 200 });
  expect(await api.patch(first(3)).send({ givenName: 'Found' })).toMatchObject({
    status: 200,
    body: { givenName: 'Found', phone: '+10000000000', identifiers: [{ value: 'AL\u200b1' }] },
  });
  expect(await api.patch(first(3)).send({ deceasedAt: '2024-01-01T00:00:00Z' })).toMatchObject({ status: 200 });
  expect(await api.patch(first(3)).send({ phone: '+10000000001' })).toMatchObject({ status: 400 });
  expect(await api.patch(first(2)).send({ birthDate: '1930', deceasedAt: null })).toMatchObject({ status: 200 });
  expect(await api.get(first(1))).toMatchObject({
    body: { identifiers: [{ value: 'AL-1' }, { value: 'AL 2' }, { value: 'al2' }], allergyStatus: 'recorded' },
  });

  // and nobody new gets one of them
  const identifiers = [{ system: 'urn:nid', value: 'AL.1' }];
  expect(await api.post('/patients').send({ familyName: 'Fourth', identifiers })).toMatchObject({ status: 409 });

  const { body } = await api.get(first(1));
  const [, twin, nkda] = (body as { allergies: { id: string }[] }).allergies.map(
    ({ id }) => `${first(1)}/allergies/${id}`,
  );
  expect(await api.patch(twin ?? '').send({ reaction: 'Hives' })).toMatchObject({ status: 200 });
  for (const old of [twin, nkda])
    expect(await api.patch(old ?? '').send({ status: 'inactive' })).toMatchObject({ status: 200 });
  expect(await api.patch(twin ?? '').send({ status: 'active' })).toMatchObject({ status: 409 });
});
