import { migrate, schemaFolders } from '@hms/service-kit/migrations';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { service } from '../src/service';

it('applies rules and views again to a database with data', async () => {
  const { log, text } = captureLogs();
  const db = await openTestDatabase('appointment-service', log);
  await db.query(
    `insert into appointments (patient_id, doctor_id, doctor_name, start_at, end_at, status)
     values (uuidv7(), uuidv7(), 'x', '2031-10-07T09:00Z', '2031-10-07T09:30Z', 'booked')`,
  );
  await db.query(`update schema_migrations set checksum = 'of before' where name !~ '/tables/'`);
  await migrate(db.settings, schemaFolders({ ...service.database, name: service.name }), log);
  expect(text()).toContain('appointment-service/views.sql');

  expect(await db.query('select status, version from appointments_view')).toEqual([{ status: 'booked', version: 1 }]);
  await db.query(`update appointments set reason = 'y'`);
  expect(await db.query('select version from record_versions order by version')).toEqual([
    { version: 1 },
    { version: 2 },
  ]);
});
