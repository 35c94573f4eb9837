import type { ServiceUnit } from '../topology';
import { Fault } from '../fault';
import type { DatabaseEntry } from './manifest';

/**
 * The last file of each service in the layout before `tables/`, and the table files that make the same schema. Files with
 * higher numbers came later, and change the restored rows when the services start.
 */
const sameSchema: Record<string, { last: string; tables: string[] }> = {
  'appointment-service': {
    last: '0004-corrections-and-one-wait.sql',
    tables: ['0001-appointments.sql', '0002-waiting-list.sql'],
  },
  'billing-service': { last: '0005-hospital-calendar.sql', tables: ['0001-bills.sql', '0002-ledger.sql'] },
  'doctor-service': { last: '0005-grid-names-and-leave.sql', tables: ['0001-doctors.sql'] },
  'patient-service': { last: '0009-asked-and-none.sql', tables: ['0001-patients.sql', '0002-name-search.sql'] },
  'payment-service': { last: '0004-movements.sql', tables: ['0001-payments.sql'] },
  'prescription-service': {
    last: '0008-washouts.sql',
    tables: ['0001-prescriptions.sql', '0002-drug-knowledge.sql', '0003-first-knowledge.sql'],
  },
};

const sharedTables = {
  'every-service': '0001-records.sql',
  money: '0001-money.sql',
  'pending-operations': '0001-pending-operations.sql',
};

/** Whether every backup has the service: there was none without it. */
export function wasAlwaysThere({ name }: ServiceUnit): boolean {
  return name in sameSchema;
}

/** Whether the backup was made when the files of a schema stood side by side, without `tables/`. */
export function isOfEarlierLayout({ migrations }: DatabaseEntry): boolean {
  return migrations.some(({ name }) => /^[^/]+\/\d{4}-/.test(name));
}

/** Returns the names of the table files that make the schema of such a backup. Throws a Fault if it is still older. */
export function tablesForEarlierLayout({ name, sharedSchema }: ServiceUnit, { migrations }: DatabaseEntry): string[] {
  const { last, tables } = sameSchema[name] ?? { last: '', tables: [] };
  for (const needed of ['every-service/0006-hospital-time.sql', `${name}/${last}`]) {
    if (migrations.some((migration) => migration.name === needed)) continue;
    throw new Fault(
      `The backup of ${name} lacks db-init/${needed}, so it is too old for this version. Restore it with commit a6548b0, start the services once, and back up again.`,
    );
  }
  const shared = Object.entries(sharedTables).filter(
    ([folder]) => folder === 'every-service' || sharedSchema.includes(folder),
  );
  return [
    ...shared.map(([folder, file]) => `${folder}/tables/${file}`),
    ...tables.map((file) => `${name}/tables/${file}`),
  ];
}

/**
 * Returns the entry without what this version does not restore (the list of applied files, which the manifest has as well, and
 * the tables of the job library), and with today's name for the table of what waits.
 */
export function asInThisLayout(entry: DatabaseEntry): DatabaseEntry {
  const isOurs = ({ schema, name }: { schema: string; name: string }) =>
    schema !== 'graphile_worker' && name !== 'schema_migrations';
  return {
    ...entry,
    tables: entry.tables
      .filter(isOurs)
      .map((table) => (table.name === 'settlements' ? { ...table, name: 'pending_operations' } : table)),
    sequences: entry.sequences.filter(isOurs),
  };
}

/** Returns the SQL that plans again what the job library had planned, where there is any: the records say what is to be done. */
export function missingUpkeep(entry: DatabaseEntry): string | undefined {
  if (!isOfEarlierLayout(entry) || entry.service !== 'appointment-service') return undefined;
  return `insert into pending_operations (job, record_id, upkeep, next_attempt_at)
    select 'expire-offer', id::text, true, expires_at from waitlist_offers where outcome = 'open'
    union all
    select 'offer-freed-time', id::text, true, now() from freed_times
    on conflict do nothing`;
}
