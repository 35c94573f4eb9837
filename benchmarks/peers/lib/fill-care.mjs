// Appointments and bills by the million, as their services would have left them, and the files that say what is asked for.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileOf } from './patients.mjs';
import { connect } from './postgres.mjs';

const atOnce = 50_000;

/** Runs the statement for 1 to `size`, part by part. Without triggers: it says itself what they would have made. */
const inParts = async (db, size, table, statement, parameters) => {
  await db.query('set session_replication_role = replica; set synchronous_commit = off');
  for (let from = 1; from <= size; from += atOnce) {
    process.stderr.write(`\r${table}: ${from - 1} of ${size} `);
    await db.query(statement, [from, Math.min(from + atOnce - 1, size), ...parameters]);
  }
  process.stderr.write(`\r${table}: ${size} of ${size}\n`);
  await db.query('vacuum (analyze, freeze)');
};

const linesOf = (name) => readFileSync(fileOf(name), 'utf8').trim().split('\n');

/** A doctor has sixteen visits on 2 January 2029, and sixteen on each day before November 2026; a patient has ten. */
const fillAppointments = (db, size) => {
  const [doctors, patients] = ['doctors', 'patients'].map(linesOf);
  return inParts(
    db,
    size,
    'appointments',
    `insert into appointments (patient_id, doctor_id, doctor_name, doctor_specialty, start_at, end_at, status, reason)
     select case when day = 0 then ($4::uuid[])[1 + n % cardinality($4::uuid[])] else md5('p' || n % $5::integer)::uuid end, doctor,
       'Given Family', 'Cardiology', start_at, start_at + interval '30 minutes', case when day = 0 then 'booked' else 'fulfilled' end, 'control'
     from (
       select n, day, ($3::uuid[])[1 + n % cardinality($3::uuid[])] as doctor,
         case when day = 0 then timestamptz '2029-01-02 08:00Z' else timestamptz '2026-11-01 08:00Z' - day * interval '1 day' end
           + turn % 16 * interval '30 minutes' as start_at
       from (select n, n / cardinality($3::uuid[]) as turn, n / cardinality($3::uuid[]) / 16 as day from generate_series($1::integer - 1, $2::integer - 1) n) made
     ) visits`,
    [doctors, patients, Math.max(1000, size / 10)],
  );
};

/** Each patient has ten issued bills; seven of ten are paid. */
const fillBills = async (db, size) => {
  await db.query('insert into bill_numbers (year, last) values (2026, $1)', [size]);
  await inParts(
    db,
    size,
    'bills',
    `with made as (
       insert into bills (number, patient_id, currency, details, amount, paid_amount, issued_at, created_at)
       select 'INV-2026-' || lpad(n::text, greatest(6, length(n::text)), '0'), md5('p' || n % $3::integer)::uuid, 'EUR', 'bench', 100 + n % 5000,
         case when n % 10 < 7 then 100 + n % 5000 else 0 end, at, at
       from (select n, timestamptz '2026-11-01 00:00Z' - n % 300 * interval '1 day' as at from generate_series($1::integer, $2::integer) n) t
       returning *
     ), paid as (
       insert into received_payments (payment_id, bill_id, patient_id, currency, method, applied_amount, received_at)
       select md5('payment ' || id)::uuid, id, patient_id, currency, 'cash', amount, issued_at from made where paid_amount > 0
     )
     insert into ledger_entries (posting_id, kind, account, amount, currency, patient_id, bill_id, payment_id, posted_at)
     select md5(kind || id)::uuid, kind, account, sign * amount, currency, patient_id, id,
       case when kind = 'payment' then md5('payment ' || id)::uuid end, issued_at
     from made cross join (values
       ('issue', 'receivable', 1), ('issue', 'revenue', -1), ('payment', 'desk-cash', 1), ('payment', 'receivable', -1)
     ) entry (kind, account, sign)
     where kind = 'issue' or paid_amount > 0`,
    [size / 10],
  );
};

const doctorsOf = `(select distinct doctor_id from appointments) t`;

/** What a service's table is filled by, and the paths that are asked for. */
export const fills = {
  appointment: {
    table: 'appointments',
    fill: fillAppointments,
    paths: {
      get: `select '/appointments/' || id from appointments order by random() limit 20000`,
      list: `select '/appointments?limit=50'`,
      'by-patient': `select '/appointments?patientId=' || patient_id from (select patient_id from appointments order by random() limit 5000) t`,
      day: `select '/appointments?from=2029-01-02T00:00:00Z&to=2029-01-03T00:00:00Z&doctorId=' || doctor_id from ${doctorsOf}`,
      slots: `select '/slots?from=2029-01-01T00:00:00Z&to=2029-01-08T00:00:00Z&doctorId=' || doctor_id from ${doctorsOf}`,
    },
  },
  billing: {
    table: 'bills',
    fill: fillBills,
    paths: {
      get: `select '/bills/' || id from bills order by random() limit 20000`,
      list: `select '/bills?limit=50'`,
      balance: `select '/balances/' || patient_id from (select patient_id from bills order by random() limit 5000) t`,
    },
  },
};

/** Fills the database where it is empty, and writes one file of paths for each query. */
export const fill = async ({ fill: fillTable, paths }, { database, size, isEmpty }) => {
  const db = await connect(database);
  try {
    if (isEmpty) await fillTable(db, size);
    for (const [name, query] of Object.entries(paths)) {
      const { rows } = await db.query({ text: query, rowMode: 'array' });
      writeFileSync(fileOf(`${database}-${name}`), `${rows.map(([path]) => path).join('\n')}\n`);
    }
  } finally {
    await db.end();
  }
};
