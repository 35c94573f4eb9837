import type { Queryable, Transaction } from '@hms/service-kit/database';
import { invalidRequest } from '@hms/service-kit/problem';
import type { Identifier } from './schemas';

/** Who has an identifier, asked as `system|value`: however it is written, it is one (identifier_key in db-init). */
export const patientsWithIdentifier = `select patient_id from patient_identifiers
  where system_key = identifier_system_key(split_part(?, '|', 1))
    and value_key = identifier_key(substr(?, strpos(?, '|') + 1))`;

/** Returns the ids of those who have one of these numbers; of the MRN the system is `urn:hms:mrn`. */
export async function patientsWithAnyOf(db: Queryable, identifiers: Identifier[]): Promise<string[]> {
  if (identifiers.length === 0) return [];
  const rows = await db.query<{ id: string }>(
    `select distinct p.id from unnest($1::text[], $2::text[]) as named (system, value)
     join patients p on p.id = any(array(
       select i.patient_id from patient_identifiers i
       where i.system_key = identifier_system_key(named.system) and i.value_key = identifier_key(named.value)
       union select m.id from patients m where named.system = 'urn:hms:mrn' and m.mrn = named.value
     ))`,
    columnsOf(identifiers),
  );
  return rows.map(({ id }) => id);
}

/** Throws a 400 problem where one identifier is named twice, though it may be written in two ways. */
export async function requireDistinct(tx: Transaction, identifiers: Identifier[]): Promise<void> {
  const [row] = await tx.query<{ distinct: boolean }>(
    `select count(distinct (identifier_system_key(system), identifier_key(value))) = count(*) as distinct
     from unnest($1::text[], $2::text[]) as named (system, value)`,
    columnsOf(identifiers),
  );
  if (row?.distinct === false)
    throw invalidRequest([{ in: 'body', pointer: '/identifiers', detail: 'contains the same identifier twice' }]);
}

export async function insertIdentifiers(tx: Transaction, patientId: string, identifiers: Identifier[]): Promise<void> {
  await tx.query(
    `insert into patient_identifiers (patient_id, system, value, position)
     select $3::uuid, system, value, position
     from unnest($1::text[], $2::text[]) with ordinality as named (system, value, position)`,
    [...columnsOf(identifiers), patientId],
  );
}

/**
 * Those that stay keep their `twin`: two patients who had one identifier before it was compared however it is written can
 * still be changed.
 */
export async function replaceIdentifiers(tx: Transaction, patientId: string, identifiers: Identifier[]): Promise<void> {
  const kept = await tx.query<{ system_key: string; value_key: string; twin: number }>(
    'delete from patient_identifiers where patient_id = $1 returning system_key, value_key, twin',
    [patientId],
  );
  await tx.query(
    `insert into patient_identifiers (patient_id, system, value, position, twin)
     select $3::uuid, named.system, named.value, named.position, coalesce(min(kept.twin), 0)
     from unnest($1::text[], $2::text[]) with ordinality as named (system, value, position)
       left join unnest($4::text[], $5::text[], $6::integer[]) as kept (system_key, value_key, twin)
         on kept.system_key = identifier_system_key(named.system) and kept.value_key = identifier_key(named.value)
     group by named.system, named.value, named.position`,
    [
      ...columnsOf(identifiers),
      patientId,
      kept.map(({ system_key }) => system_key),
      kept.map(({ value_key }) => value_key),
      kept.map(({ twin }) => twin),
    ],
  );
}

function columnsOf(identifiers: Identifier[]): [systems: string[], values: string[]] {
  return [identifiers.map(({ system }) => system), identifiers.map(({ value }) => value)];
}
