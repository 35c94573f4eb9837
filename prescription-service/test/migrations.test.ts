import { migrate, schemaFolders } from '@hms/service-kit/migrations';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { service } from '../src/service';

it('applies rules and views again to a database with data', async () => {
  const { log, text } = captureLogs();
  const db = await openTestDatabase('prescription-service', log);
  await db.query(
    `insert into prescriptions (patient_id, doctor_id, medication, quantity, status)
     values (uuidv7(), uuidv7(), '{"name": "Warfarin 3 mg"}', 28, 'active')`,
  );
  await db.query(`update schema_migrations set checksum = 'of before' where name !~ '/tables/'`);
  await migrate(db.settings, schemaFolders({ ...service.database, name: service.name }), log);
  expect(text()).toContain('prescription-service/views.sql');

  await db.query(
    `insert into dispenses (prescription_id, quantity, remaining_quantity, dispensed_by, safety)
     select id, 7, 0, 'x', '{}' from prescriptions`,
  );
  const remaining = { remaining: 21, version: 2 };
  expect(await db.query('select "remainingQuantity"::integer as remaining, version from prescriptions_view')).toEqual([
    remaining,
  ]);
  expect(await db.query('select version from record_versions order by version')).toEqual([
    { version: 1 },
    { version: 2 },
  ]);
});
