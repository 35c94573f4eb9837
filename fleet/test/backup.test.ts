import { appendFileSync, cpSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { manifestSchema, type Manifest } from '../src/backup/manifest';
import { restoreBackup } from '../src/backup/restore-backup';
import { writeBackup } from '../src/backup/write-backup';
import { services } from '../src/topology';
import { sixDatabases, temporaryFolder, type SixDatabases } from './harness';
import { schemaLines } from './schema-lines';

jest.setTimeout(60_000);

const folder = temporaryFolder();
const first = path.join(folder, 'first');
let original: SixDatabases;
beforeAll(async () => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  original = await sixDatabases('sample');
  const payments = await original.connectTo('payment-service');
  await payments.query(`insert into payments (bill_id, amount, currency, method, reference)
    values (uuidv7(), 100, 'USD', 'card', E'tab\\tline\\nback\\\\slash ñ 😀')`);
  await payments.query(
    `insert into pending_operations (job, record_id, next_attempt_at) values ('settle-payment', 'x', now())`,
  );
  await writeBackup(original, first);
});

const readManifest = (backup: string): Manifest =>
  manifestSchema.parse(JSON.parse(readFileSync(path.join(backup, 'manifest.json'), 'utf8')));

/** A copy of a backup that a test may spoil. */
const copyOf = (backup: string, name: string) => {
  const copy = path.join(folder, name);
  cpSync(backup, copy, { recursive: true });
  return copy;
};
const copyOfFirst = (name: string) => copyOf(first, name);

const changeManifest = (backup: string, change: (manifest: Manifest) => void) => {
  const manifest = readManifest(backup);
  change(manifest);
  writeFileSync(path.join(backup, 'manifest.json'), JSON.stringify(manifest));
};

/** And starts the services, as far as their schemas go. */
const restore = async (target: SixDatabases, backup: string, replace: boolean) => {
  await restoreBackup(target, backup, replace);
  await target.migrate();
};

const contents = async (databases: SixDatabases, name: string) => {
  const backup = path.join(folder, name);
  await writeBackup(databases, backup);
  return readManifest(backup).databases;
};

it('makes empty databases what those in the backup were: schema, rows, numbers, waiting jobs', async () => {
  const restored = await sixDatabases('empty');
  await restore(restored, first, false);
  expect(await contents(restored, 'second')).toEqual(readManifest(first).databases);
  for (const { name } of services) {
    const [was, is] = await Promise.all(
      [original, restored].map(async (six) => schemaLines(await six.connectTo(name))),
    );
    expect(is?.length).toBeGreaterThan(100);
    expect(is).toEqual(was);
  }
});

it('is readable by its owner alone, and whole or not there', async () => {
  const files = readManifest(first).databases.flatMap(({ tables }) => tables.map(({ file }) => file));
  for (const file of ['manifest.json', ...files]) expect(statSync(path.join(first, file)).mode & 0o777).toBe(0o600);
  for (const { name } of services) expect(statSync(path.join(first, name)).mode & 0o777).toBe(0o700);
  expect(statSync(first).mode & 0o777).toBe(0o700);
  await expect(writeBackup(original, first)).rejects.toThrow(/is there already\. Name another with --to/);
  const broken = { ...original, configOf: async () => ({ host: '127.0.0.1', port: 1 }) };
  await expect(writeBackup(broken, path.join(folder, 'broken'))).rejects.toThrow(/-db does not answer: .*\. hint/);
  expect(readdirSync(folder).filter((name) => name.startsWith('broken'))).toEqual([]);
});

it('restores over data only where it is told to', async () => {
  const target = await sixDatabases('migrated');
  const patients = await target.connectTo('patient-service');
  await patients.query(`insert into patients (given_name, family_name, gender) values ('Grace', 'Hopper', 'female')`);
  await patients.end();
  const before = await contents(target, 'before');
  await expect(restoreBackup(target, first, false)).rejects.toThrow(/has data \(in .*\)\. .* add --replace/);
  expect(await contents(target, 'after')).toEqual(before);
  await restore(target, first, true);
  expect(await contents(target, 'replaced')).toEqual(readManifest(first).databases);
});

it('takes the databases of services that were just started for empty', async () => {
  const target = await sixDatabases('migrated');
  const prescriptions = await target.connectTo('prescription-service');
  await prescriptions.query(`insert into signing_keys (kid, public_key) values ('k', '{}')`);
  await prescriptions.end();
  const payments = await target.connectTo('payment-service');
  await payments.query(
    `insert into pending_operations (job, record_id, upkeep, next_attempt_at) values ('reconcile', 'nightly', true, now())`,
  );
  // somebody has looked at the empty hospital
  await payments.query(`select record_audit('[{"patientIds": "{}", "event": {"subject": "s", "operation": "o"}}]')`);
  await payments.end();
  await restore(target, first, false);
  expect(await contents(target, 'of started')).toEqual(readManifest(first).databases);
});

it('takes what was done with the data of patients for data', async () => {
  const target = await sixDatabases('migrated');
  const patients = await target.connectTo('patient-service');
  const patient = '01900000-0000-7002-8000-000000000001';
  await patients.query(
    `select record_audit('[{"patientIds": "{${patient}}", "event": {"subject": "s", "operation": "o"}}]')`,
  );
  await patients.end();
  await expect(restoreBackup(target, first, false)).rejects.toThrow(/has data \(in audit_events_\d{4}_\d\d\)/);
});

it('brings back the chain of the audit with its months, whole and as guarded as before', async () => {
  const source = await sixDatabases('migrated');
  const written = await source.connectTo('patient-service');
  await written.query(
    `insert into audit_waiting (patient_ids, event) values ('{}', '{"subject": "a", "operation": "o"}');
     select record_audit('[{"patientIds": "{}", "event": {"subject": "s", "operation": "o"}}, {"patientIds": "{}", "event": {"subject": "t", "operation": "o"}}]');
     insert into audit_waiting (patient_ids, event) values ('{}', '{"subject": "b", "operation": "o"}')`,
  );
  await written.end();
  const backup = path.join(folder, 'with an audit');
  await writeBackup(source, backup);
  const target = await sixDatabases('migrated');
  await restore(target, backup, false);
  expect(await contents(target, 'audit restored')).toEqual(readManifest(backup).databases);
  const restored = await target.connectTo('patient-service');
  await restored.query(`select record_audit('[]')`);
  const { rows } = await restored.query('select checked, "position" from audit_faults(0, 100)');
  expect(rows).toEqual([{ checked: 4, position: null }]);
  const { rows: months } = await restored.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit_events'::regclass`,
  );
  expect(months).toHaveLength(1);
  for (const sql of [`delete from ${months[0]?.name}`, `truncate ${months[0]?.name}`])
    await expect(restored.query(sql)).rejects.toThrow(/permission denied/);
});

it('leaves out the tables of the job library that older versions had', async () => {
  const backup = copyOfFirst('with a job library');
  changeManifest(backup, ({ databases }) => {
    for (const database of databases) {
      database.jobs = 18;
      for (const table of [...database.tables]) database.tables.push({ ...table, schema: 'graphile_worker' });
      database.sequences.push({ schema: 'graphile_worker', name: 'jobs_id_seq1', next: '7' });
    }
  });
  const target = await sixDatabases('empty');
  await restore(target, backup, false);
  expect(await contents(target, 'without a job library')).toEqual(readManifest(first).databases);
});

/** The files that came last in the layout without `tables/`; see earlier-layout.ts. */
const lastOfEarlierLayout: Record<string, string> = {
  'appointment-service': '0004-corrections-and-one-wait.sql',
  'billing-service': '0005-hospital-calendar.sql',
  'doctor-service': '0005-grid-names-and-leave.sql',
  'patient-service': '0009-asked-and-none.sql',
  'payment-service': '0004-movements.sql',
  'prescription-service': '0008-washouts.sql',
};

const asOfEarlierLayout = (database: Manifest['databases'][number]) => {
  const last = lastOfEarlierLayout[database.service];
  // a service that came later never had it
  if (last === undefined) return;
  const files = ['every-service/0006-hospital-time.sql', `${database.service}/${last}`];
  database.migrations = files.map((name) => ({ name, checksum: 'x' }));
};

/** What the schemas have gained since that layout. */
const laterColumns: [folder: string, sql: string][] = [
  ['every-service', 'alter table idempotency_keys drop column caller, add primary key (key)'],
  ['every-service', 'alter table record_versions drop column changed_by'],
  ['every-service', 'drop table removed_records'],
  ['pending-operations', 'alter table pending_operations drop column asked_by, drop column patient_ids'],
  ['audit', 'drop table audit_waiting, audit_events, audit_head, audit_retired, restrictions_known cascade'],
  ['patient-service', 'drop table restrictions, broken_glass cascade'],
  ['patient-service', 'alter table patient_allergies drop column verification_status cascade'],
  ['patient-service', 'alter table patient_allergies drop column codes cascade'],
  ['billing-service', 'drop table discount_requests cascade'],
  ['appointment-service', 'alter table appointments drop column confidential cascade'],
  ['appointment-service', 'alter table appointments drop column doctor_time_zone'],
  ['payment-service', 'alter table payments drop column taken_by cascade'],
  ['payment-service', 'drop table reserved_receipt_numbers'],
  ['payment-service', 'drop table closed_movements, closing_lines, closings cascade'],
  [
    'payment-service',
    `alter table refunds drop column payment_taken_by cascade, drop column requested_by cascade,
       drop column needs_approval cascade, drop column approved_by cascade, drop column rejected_by cascade,
       drop column rejection_reason cascade, drop column decided_at cascade,
       drop column bill_id cascade, drop column patient_id cascade`,
  ],
  ['prescription-service', 'alter table dispenses drop column dispensed_by_subject'],
  ['prescription-service', 'alter table dispense_returns drop column returned_to_subject'],
  ['prescription-service', 'alter table dispenses drop column patient_id cascade'],
  ['prescription-service', 'alter table prescriptions drop column reasons cascade, drop column note cascade'],
];

const dropLaterColumns = async (databases: SixDatabases) => {
  for (const { name, sharedSchema } of services) {
    const client = await databases.connectTo(name);
    const folders = ['every-service', ...sharedSchema, name];
    for (const [from, sql] of laterColumns) if (folders.includes(from)) await client.query(sql);
  }
};

/** Sample data as a backup of that layout has them, and what they have to become. */
const backUpEarlier = async (): Promise<{ backup: string; expected: Manifest['databases'] }> => {
  const source = await sixDatabases('sample');
  const expected = await contents(source, 'sample of today');
  await dropLaterColumns(source);
  const backup = path.join(folder, 'sample of earlier');
  await writeBackup(source, backup);
  return { backup, expected };
};
let earlier: Awaited<ReturnType<typeof backUpEarlier>>;
beforeAll(async () => {
  earlier = await backUpEarlier();
});

/** The backup as the version before made it: other files, their table, and one of what waits where nothing does. */
const ofEarlierLayout = (name: string, empty: boolean) => {
  const backup = copyOf(earlier.backup, name);
  changeManifest(backup, ({ databases }) => {
    for (const database of databases) {
      asOfEarlierLayout(database);
      const [table] = database.tables.filter(({ rows }) => (rows === 0) === empty);
      if (!table) continue;
      database.tables.push({ ...table, name: 'schema_migrations' });
      if (database.service === 'patient-service') database.tables.push({ ...table, name: 'settlements' });
    }
  });
  return backup;
};

it('restores a backup of the version before, whose schema was written in other files', async () => {
  const target = await sixDatabases('empty');
  await restore(target, ofEarlierLayout('earlier', true), false);
  expect(await contents(target, 'of earlier')).toEqual(earlier.expected);
});

it('plans again what the job library of the version before had planned', async () => {
  const source = await sixDatabases('migrated');
  const freed = await source.connectTo('appointment-service');
  await freed.query(
    `insert into freed_times (doctor_id, start_at, end_at) values (uuidv7(), now(), now() + interval '1 h')`,
  );
  await dropLaterColumns(source);
  const backup = path.join(folder, 'with a freed time');
  await writeBackup(source, backup);
  changeManifest(backup, ({ databases }) => databases.forEach(asOfEarlierLayout));
  const target = await sixDatabases('empty');
  await restore(target, backup, false);
  const client = await target.connectTo('appointment-service');
  const { rows } = await client.query(
    'select job, upkeep, record_id = f.id::text as its from pending_operations cross join freed_times f',
  );
  expect(rows).toEqual([{ job: 'offer-freed-time', upkeep: true, its: true }]);
});

describe('refuses before anything is touched', () => {
  let target: SixDatabases;
  let before: Manifest['databases'];
  beforeAll(async () => {
    target = await sixDatabases('sample');
    before = await contents(target, 'target before');
  });
  const expectRefused = async (backup: string, message: RegExp) => {
    await expect(restoreBackup(target, backup, true)).rejects.toThrow(message);
    expect(await contents(target, `${path.basename(backup)} after`)).toEqual(before);
  };

  it('a damaged file', async () => {
    const backup = copyOfFirst('damaged');
    appendFileSync(path.join(backup, 'prescription-service/public.prescriptions.copy.gz'), '\0');
    await expectRefused(backup, /prescriptions\.copy\.gz is damaged\. Nothing was restored/);
  });

  it('what has no manifest, or one of another format', async () => {
    await expectRefused(path.join(folder, 'nowhere'), /There is no .*nowhere\/manifest\.json/);
    const backup = copyOfFirst('other format');
    writeFileSync(path.join(backup, 'manifest.json'), '{"format":2}');
    await expectRefused(backup, /manifest\.json is not what this version writes \(format: /);
  });

  it('a schema that this checkout cannot make', async () => {
    const backup = copyOfFirst('other schema');
    changeManifest(backup, ({ databases }) =>
      databases[4]?.migrations.push({ name: 'x/tables/9999-x.sql', checksum: 'x' }),
    );
    await expectRefused(backup, /db-init\/x\/tables\/9999-x\.sql is not here: the backup was made by another version/);
  });

  it('one without a service that every backup has', async () => {
    const backup = copyOfFirst('without payments');
    changeManifest(backup, (manifest) => {
      manifest.databases = manifest.databases.filter(({ service }) => service !== 'payment-service');
    });
    await expectRefused(backup, /The backup has no payment-service\. Take another one\./);
  });

  it('a backup from before the last version with another layout', async () => {
    const backup = ofEarlierLayout('too old', true);
    changeManifest(backup, ({ databases }) => databases[0]?.migrations.pop());
    await expectRefused(backup, /lacks db-init\/appointment-service\/0004-.*too old for this version/);
  });

  it('rows of a table that is no more', async () => {
    await expectRefused(ofEarlierLayout('no table', false), /has rows, and this version has no such table/);
  });

  it('a database that is in use', async () => {
    const user = await target.connectTo('billing-service');
    await expect(restoreBackup(target, first, true)).rejects.toThrow(
      /hms_billing on billing-db is in use .* Stop the services first: stop them/,
    );
    await user.end();
    expect(await contents(target, 'in use after')).toEqual(before);
  });

  it('fewer rows than there were, though five databases are loaded by then', async () => {
    const backup = copyOfFirst('fewer rows');
    changeManifest(backup, ({ databases }) => {
      const bills = databases.flatMap(({ tables }) => tables).find(({ name }) => name === 'bills');
      if (bills) bills.rows++;
    });
    await expectRefused(backup, /public\.bills\.copy\.gz gave \d+ rows, and the manifest says \d+/);
  });
});

it('leaves no half backup behind', () => {
  expect(readdirSync(folder).filter((name) => name.endsWith('.making'))).toEqual([]);
  expect(existsSync(first)).toBe(true);
});
