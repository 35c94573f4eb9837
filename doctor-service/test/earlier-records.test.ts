import { serveDoctors } from './fixtures';

const { api, db } = serveDoctors();

/** Any number of statements. */
const run = (sql: string) => db().query(`do $run$ begin execute $all$${sql}$all$; end $run$`);

it('keeps what a backup of an earlier version has, also licence numbers that look alike and leaves of many years', async () => {
  await run(
    `alter table doctors disable trigger doctors_license_key_of_new;
     insert into doctors (given_name, family_name, specialty, license_number, license_key, time_zone, visit_minutes, created_at)
     select 'Omar', 'Abdul Rahman', 'Surgery', number, key, 'UTC', 30, now() - n * interval '1 day'
     from unnest(array['MX 1', 'mx-1', 'MX.2'], array[null, 'MX1', 'MX2']) with ordinality l (number, key, n);
     alter table doctors enable trigger doctors_license_key_of_new;
     insert into time_off (doctor_id, start_at, end_at) select id, '2020-01-01Z', '2029-01-01Z' from doctors`,
  );

  const { body } = await api().get('/doctors?name=abdulrahman');
  const found = (body as { data: { id: string; licenseNumber: string }[] }).data;
  expect(found.map(({ licenseNumber }) => licenseNumber).sort()).toEqual(['MX 1', 'MX.2', 'mx-1']);
  for (const { id, licenseNumber } of found) {
    expect(await api().get(`/doctors/${id}/time-off`)).toMatchObject({ body: { data: [{ startDate: null }] } });
    expect(await api().patch(`/doctors/${id}`).send({ visitMinutes: 20 })).toMatchObject({ status: 200 });
    expect(await api().patch(`/doctors/${id}`).send({ timeZone: 'Asia/Tokyo' })).toMatchObject({ status: 200 });
    if (licenseNumber === 'mx-1')
      expect(await api().patch(`/doctors/${id}`).send({ licenseNumber: 'MX2' })).toMatchObject({ status: 409 });
  }
});
