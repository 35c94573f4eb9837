import type { ServiceName } from '../fleet-client';
import { ask } from './databases';
import { groupBy, idsOf, outcomeOf, outcomesOf, type Entry, type Operation } from './history';

interface Row {
  /** The Idempotency-Key under which it was written, which clients also put into a text of the record. */
  tag: string;
  id: string;
  state: string;
  /** As in `Intent`. */
  content: string;
}

// a move has no text of its own: it is found by what it did
type Tagged = Exclude<Operation, 'reschedule'>;

const tables: Record<Tagged, [ServiceName, string]> = {
  'register patient': ['patient', `select family_name as tag, id, 'there' as state, '' as content from patients`],
  'register doctor': ['doctor', `select license_number as tag, id, 'there' as state, '' as content from doctors`],
  book: [
    'appointment',
    `select reason as tag, id, status as state, concat_ws(' ', patient_id, doctor_id) as content from appointments`,
  ],
  cancel: [
    'appointment',
    `select cancellation_reason as tag, id, status as state, id::text as content from appointments where status = 'cancelled'`,
  ],
  bill: ['billing', `select details as tag, id, status as state, amount::text as content from bills`],
  discount: [
    'billing',
    `select reason as tag, bill_id as id, 'there' as state, amount::text as content from ledger_entries
     where kind = 'discount' and account = 'discounts'`,
  ],
  pay: [
    'payment',
    `select reference as tag, id, status as state, amount::text as content from payments where bill_id is not null`,
  ],
  deposit: [
    'payment',
    `select reference as tag, id, status as state, amount::text as content from payments where bill_id is null`,
  ],
  refund: ['payment', `select reason as tag, id, status as state, amount::text as content from refunds`],
  prescribe: [
    'prescription',
    `select dosage ->> 'text' as tag, id, status as state, concat_ws(' ', patient_id, doctor_id) as content from prescriptions`,
  ],
  dispense: [
    'prescription',
    `select early_reason as tag, id, 'there' as state, trim_scale(quantity)::text as content from dispenses`,
  ],
};

const isWaiting = ({ state }: Row) => ['pending', 'processing', 'draft'].includes(state);

/** What is wrong with what one key left behind; the refused payments and refunds that are kept have failed. */
const faultOf = (entry: Entry, rows: Row[]): string | undefined => {
  const outcome = outcomeOf(entry);
  const ids = idsOf(entry);
  const [row] = rows;
  if (outcomesOf(entry).includes('refused') && ids.length > 0) return 'was refused, and done as well';
  if (ids.length > 1) return `gave ${ids.length} records`;
  if (rows.length > 1) return `is there ${rows.length} times`;
  if (outcome === 'refused') return row && row.state !== 'failed' ? `was refused, and is ${row.state}` : undefined;
  if (!row) return outcome === 'unknown' ? undefined : `was answered ${outcome}, and is lost`;
  if (row.content !== entry.content) return `holds ${row.content} and not ${entry.content}`;
  if (isWaiting(row)) return `is still ${row.state}`;
  if (outcome !== 'unknown' && row.id !== ids[0]) return `is ${row.id} and was answered ${ids[0]}`;
  return outcome === 'done' && row.state === 'failed' ? 'was answered done, and has failed' : undefined;
};

const name = ({ operation, key }: Entry) => `${operation} ${key}`;

const wrongRecords = async (home: string, entries: Entry[]): Promise<string[]> => {
  const all = await Promise.all(
    Object.entries(tables).map(async ([operation, [service, sql]]) => {
      const byTag = groupBy(await ask<Row>(service, home, sql), ({ tag }) => tag);
      return entries
        .filter((entry) => entry.operation === operation)
        .flatMap((entry) => {
          const fault = faultOf(entry, byTag.get(entry.key) ?? []);
          return fault ? [`${name(entry)} ${fault}`] : [];
        });
    }),
  );
  return all.flat();
};

/** An acknowledged move is a version of its appointment, and there are no more moves than were asked for. */
const wrongMoves = async (home: string, entries: Entry[]): Promise<string[]> => {
  const moves = groupBy(
    entries.filter(({ operation }) => operation === 'reschedule'),
    ({ content }) => content,
  );
  const versions = await ask<{ id: string; at: Date; count: number }>(
    'appointment',
    home,
    `select record_id as id, (record ->> 'time')::timestamptz as at, count(*)::integer as count from (
       select *, lag(record ->> 'time') over (partition by record_id order by version) as earlier
       from record_versions where table_name = 'appointments'
     ) v where earlier is distinct from record ->> 'time' group by 1, 2`,
  );
  const counts = new Map(versions.map(({ id, at, count }) => [`${id} ${at.toISOString()}`, count]));
  return [...moves].flatMap(([content, asked]) => {
    const count = counts.get(content) ?? 0;
    const told = asked.filter((entry) => outcomeOf(entry) === 'done');
    const contradiction = asked.filter((entry) => outcomesOf(entry).includes('refused') && idsOf(entry).length > 0);
    return [
      ...contradiction.map((entry) => `${name(entry)} was refused, and done as well`),
      ...(told.length > 0 && count === 0 ? [`reschedule ${content} was answered done, and is lost`] : []),
      ...(count > asked.length ? [`reschedule ${content} was done ${count} times for ${asked.length} requests`] : []),
    ];
  });
};

/** What the key is remembered for is what its clients were told. */
const wrongKeys = async (home: string, entries: Entry[]): Promise<string[]> => {
  const told = entries.filter((entry) => idsOf(entry).length > 0);
  const all = await Promise.all(
    [...groupBy(told, ({ service }) => service)].map(async ([service, ofService]) => {
      const rows = await ask<{ key: string; id: string | null }>(
        service,
        home,
        `select key, body::json ->> 'id' as id from idempotency_keys where key = any($1)`,
        [ofService.map(({ key }) => key)],
      );
      const remembered = new Map(rows.map(({ key, id }) => [key, id]));
      return ofService.flatMap((entry) => {
        const id = remembered.get(entry.key);
        return id === idsOf(entry)[0]
          ? []
          : [`${name(entry)} is remembered as ${id} and was answered ${idsOf(entry)[0]}`];
      });
    }),
  );
  return all.flat();
};

/** Everything in which the databases are not what the clients were told. Nothing may be under way. */
export const wrongAgainstHistory = async (home: string, entries: Entry[]): Promise<string[]> =>
  (await Promise.all([wrongRecords, wrongMoves, wrongKeys].map((check) => check(home, entries)))).flat();
