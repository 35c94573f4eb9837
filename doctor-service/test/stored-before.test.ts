import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { serveDoctors } from './harness';

const { api, db } = serveDoctors();

const filesOf = (folder: string) => {
  const all = path.join(__dirname, '../../db-init', folder);
  return readdirSync(all)
    .sort()
    .map((name) => ({ name, sql: readFileSync(path.join(all, name), 'utf8') }));
};

/** Any number of statements. */
const run = (sql: string) => db().query(`do $run$ begin execute $all$${sql}$all$; end $run$`);

it('keeps what was stored before, also licence numbers that look alike and leaves of many years', async () => {
  await run('drop schema public cascade; create schema public');
  const [before, after] = [filesOf('every-service'), filesOf('doctor-service')];
  const reached = after.findIndex(({ name }) => name.startsWith('0005'));
  for (const { sql } of [...before, ...after.slice(0, reached)]) await run(sql);
  await run(
    `insert into doctors (given_name, family_name, specialty, license_number, time_zone, visit_minutes, created_at)
     select 'Omar', 'Abdul Rahman', 'Surgery', number, 'UTC', 30, now() - n * interval '1 day'
     from unnest(array['MX 1', 'mx-1', 'MX.2']) with ordinality l (number, n);
     insert into time_off (doctor_id, start_at, end_at) select id, '2020-01-01Z', '2029-01-01Z' from doctors`,
  );
  const versions = () => db().query('select license_number, version, updated_at from doctors order by id');
  const stored = await versions();
  for (const { sql } of after.slice(reached)) await run(sql);

  expect(await versions()).toEqual(stored);
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
