import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { Fault } from '../fault';
import type { ServiceUnit } from '../topology';
import { listTables, quoted } from './catalog';
import type { WayIn } from './way-in';

/** How many rows a table has of which nothing was asked yet: what migrations and the services' start put into it. */
const rowsFromTheStart: Record<string, number> = {
  // the drugs that come with the service
  knowledge_versions: 1,
  substances: Infinity,
  substance_names: Infinity,
  substance_codes: Infinity,
  class_members: Infinity,
  cross_allergies: Infinity,
  interactions: Infinity,
  washouts: Infinity,
  signing_keys: 1,
  // where the chain of the audit begins
  audit_head: 1,
  audit_retired: 1,
  // what patient-service said last
  restrictions_known: 1,
  // tonight's reconciliation; what else waits, waits for a record
  pending_operations: Infinity,
};

/** Throws a Fault that names the first table with data in it. */
export const requireEmpty = async (session: pg.Client, { database }: ServiceUnit): Promise<void> => {
  for (const table of await listTables(session)) {
    if (table.schema !== 'public') continue;
    const most = rowsFromTheStart[table.name] ?? 0;
    if (most === Infinity) continue;
    // that somebody has looked at an empty hospital is no data
    const counted = table.name.startsWith('audit_events_') ? ` where patient_ids <> '{}'` : '';
    const { rowCount } = await session.query(`select from ${quoted(table)}${counted} limit ${most + 1}`);
    if ((rowCount ?? 0) <= most) continue;
    throw new Fault(
      `${database.name} on ${database.server} has data (in ${table.name}). To put the backup in their place, add --replace: what is there now is then gone.`,
    );
  }
};

/** Waits a moment for the services' last connections to end; throws a Fault if there are others. */
export const requireAlone = async (session: pg.Client, { name, database }: ServiceUnit, way: WayIn): Promise<void> => {
  for (let tries = 1; ; tries++) {
    const { rows } = await session.query<{ others: number }>(
      `select count(*)::integer as others from pg_stat_activity
       where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    const others = rows[0]?.others ?? 0;
    if (others === 0) return;
    if (tries === 20) {
      throw new Fault(
        `${database.name} on ${database.server} is in use (${others} connections), and ${name} would fight with a restore. Stop the services first: ${way.stop}`,
      );
    }
    await pause(100);
  }
};
