// A booking and a payment as scripts for pgbench, made of what their services sent: for each database, the statements of one.
import { pgbenchScript } from './statements.mjs';

const commit = 'commit';
/** One of a pipeline in a line of the log is several statements. */
const apart = (statements) =>
  statements
    .filter(({ sql }) => !sql.includes('record_audit('))
    .flatMap(({ sql, ...one }) => sql.split(/; (?=set |commit)/).map((each) => ({ ...one, sql: each.trim() })));

/** What one process was sent from a statement on, until so many transactions have ended. */
const transactions = (statements, first, count) => {
  const own = statements.slice(statements.indexOf(first)).filter(({ pid }) => pid === first.pid);
  const ends = own.flatMap(({ sql }, i) => (sql === commit ? [i + 1] : []));
  const end = ends[count - 1];
  if (end === undefined) throw new Error('no whole command was found in the log of PostgreSQL');
  return own.slice(0, end).map(({ sql }) => sql);
};

/** The nth of the transactions of a command: the first may have had to prepare its statements. */
const beginOf = (statements, database, nth) =>
  statements.filter((one) => one.database === database && one.sql === 'begin')[nth];

/**
 * The statements in groups, each sent at once: what is decided by the rows that come back ends a group.
 * @param saved the beginning of the statement whose `set_config` is the id of the new record
 */
const grouped = (statements, decides, saved) => {
  const groups = [[]];
  for (const sql of statements) {
    const isSaved = saved !== undefined && sql.startsWith(saved);
    if (isSaved) groups.push([]);
    groups.at(-1).push(isSaved ? `${sql} \\gset saved_` : sql);
    if (isSaved || sql === commit || decides.test(sql)) groups.push([]);
  }
  return groups.filter((group) => group.length > 0);
};

const random = (name, most) => `\\set ${name} random(1, ${most})`;
const key = random('key', 1_000_000_000_000_000);
const literalsOf = (sql) => [...sql.matchAll(/'([^']*)'/g)].map(([, value]) => value);

/** @param patients the database of the patients */
export const bookingScripts = (logged, patients) => {
  const statements = apart(logged);
  const begin = beginOf(statements, 'appointments', 4);
  const booking = transactions(statements, begin, 2);
  const inserting = 'insert into appointments';
  const [patient, doctor, start, end] = literalsOf(booking.find((sql) => sql.startsWith(inserting)));
  const all = booking.join(' ');
  const at = (literal) =>
    `(to_timestamp(${Date.parse(literal.replace(' ', 'T').replace('+00', 'Z')) / 1000}) + :slot::integer * interval '30 minutes')`;
  const variables = {
    [patient]: `md5('p' || :patient::text)::uuid`,
    [doctor]: `md5('d' || :doctor::text)::uuid`,
    [start]: at(start),
    [end]: at(end),
    [all.match(/'(bench-book-\d+)'/)[1]]: `('pgbench-' || :key::text)`,
    [all.match(/'link-doctor', '([0-9a-f-]{36})'/)[1]]: ':saved_set_config',
  };
  const head = [random('patient', 1_000_000_000), random('doctor', 1_000_000_000), random('slot', 20_000), key];
  const after = statements.slice(statements.indexOf(begin));
  const one = (name, pattern) => [[after.find(({ database, sql }) => database === name && pattern.test(sql)).sql]];
  return {
    appointments: pgbenchScript(head, grouped(booking, /^select (fingerprint|t\.whose|status,)/, inserting), variables),
    [patients]: pgbenchScript([], one(patients, /patients_view/), {}),
    doctors: pgbenchScript([], one('doctors', /show_availabilities/), {}),
  };
};

/** How many bills `preparePayments` makes. */
const bills = 2000;

/** Bills that pgbench can pay, issued as the service issues them: pgbench has no way to choose one of a list of ids. */
export const preparePayments = (db) =>
  db.query(`with made as (
      insert into bills (id, number, patient_id, currency, details, amount, issued_at)
      select md5('b' || n)::uuid, 'PGBENCH-' || n, md5('p' || n)::uuid, 'EUR', 'pgbench', 9000000000000, now()
      from generate_series(1, ${bills}) n on conflict do nothing returning *
    )
    select post('issue', id, patient_id, currency, null, null, null, issued_at,
      '{receivable,revenue}', array[amount, -amount]) from made`);

export const paymentScripts = (logged) => {
  const statements = apart(logged);
  const begin = beginOf(statements, 'payments', 4);
  const paying = transactions(statements, begin, 2);
  const inserting = 'insert into payments';
  const [bill] = literalsOf(paying.find((sql) => sql.startsWith(inserting)));
  const all = paying.join(' ');
  const [, payment] = all.match(/'settle-payment', '([0-9a-f-]{36})'/);
  const after = statements.slice(statements.indexOf(begin));
  const billing = transactions(after, beginOf(after, 'billing', 0), 1);
  const oneOfBills = `md5('b' || :bill::text)::uuid`;
  const head = [random('bill', bills), key];
  const newId = `md5('k' || :key::text)`;
  return {
    payments: pgbenchScript(head, grouped(paying, /^select (fingerprint|id|coalesce|reserve)/, inserting), {
      [bill]: oneOfBills,
      [all.match(/'(bench-pay-\d+)'/)[1]]: `('pgbench-' || :key::text)`,
      [payment]: ':saved_set_config',
    }),
    billing: pgbenchScript(head, grouped(billing, /^select (fingerprint|bill_id|id, version)/), {
      [bill]: oneOfBills,
      // as the key of a command it is a text
      [payment]: (sql) => (/idempotency/.test(sql) ? newId : `${newId}::uuid`),
    }),
  };
};
