import path from 'node:path';
import pg from 'pg';
import { migrate, readMigrations } from '@hms/service-kit/migrations';
import { connectionConfig } from '@hms/service-kit/postgres-connection';
import { migrationFolders } from '@hms/service-kit/service';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';

it('brings what was prescribed, dispensed and stopped before into the schema of today', async () => {
  const settings = await createTestDatabase('prescription-service', 'empty');
  const folders = migrationFolders('prescription-service', path.join(__dirname, '../src'));
  const client = new pg.Client(connectionConfig(settings));
  await client.connect();
  const all = await readMigrations(folders);
  const isNew = ({ name }: { name: string }) => name.endsWith('0007-what-was-handed-out.sql');
  await client.query(
    'create table schema_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
  );
  for (const { name, checksum, sql } of all.slice(0, all.findIndex(isNew))) {
    await client.query(sql);
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum]);
  }
  await client.query(`
    insert into prescriptions (id, patient_id, doctor_id, medication, dosage, quantity, refills, status, safety) values
      ('00000000-0000-7000-8000-000000000001', uuidv7(), uuidv7(), '{"name": "Amiodarone"}',
        '{"dose": 200, "doseUnit": "mg", "frequency": 1, "period": 1, "periodUnit": "d"}', 90, 1, 'active', '{"verdict": "safe"}'),
      ('00000000-0000-7000-8000-000000000002', uuidv7(), uuidv7(), '{"name": "Warfarin"}', null, 28, 0, 'active', '{"verdict": "safe"}')`);
  await client.query(`
    insert into dispenses (prescription_id, quantity, remaining_quantity, dispensed_by, safety)
    select id, quantity, 0, 'x', '{}' from prescriptions`);
  await client.query(`update prescriptions set status = 'stopped' where refills = 1`);
  await migrate(settings, folders, captureLogs().log);
  const { rows } = await client.query<{ days: number; status: string; ended: boolean }>(
    `select round(extract(epoch from taken_until - last_dispensed_at) / 86400)::integer as days, status, ended_at is not null as ended
     from prescriptions order by id`,
  );
  await client.end();
  expect(rows).toEqual([
    { days: 90, status: 'stopped', ended: true },
    { days: 30, status: 'completed', ended: false },
  ]);
});
