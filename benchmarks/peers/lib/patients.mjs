// A database of patients: the product's own tables, filled with believable names.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect, databaseOf, databaseVariables } from './postgres.mjs';
import { fleet, startService, stop, work } from './processes.mjs';

const sqlOf = (file) => readFileSync(path.join(fleet, 'benchmarks', file), 'utf8');
export const fileOf = (name) => path.join(work, `${name}.txt`);

/** Makes the database `name` with so many patients, unless it has them; and the files that say what is asked for. */
export const preparePatients = async (name, size) => {
  const isEmpty = await databaseOf(name, 'patients', size);
  // its tables are those of this version, whichever made it
  await stop(await startService('patient-service', 4899, databaseVariables(name)));
  const db = await connect(name);
  if (isEmpty) {
    console.error(`filling ${name} with ${size} patients …`);
    await db.query('alter table patients disable trigger user');
    await db.query('select setseed(0.4); set synchronous_commit = off');
    await db.query(sqlOf('names.sql'));
    for (let at = 0; at < size; at += 50_000) await db.query(sqlOf('fill.sql'), [at + 1, Math.min(at + 50_000, size)]);
    await db.query(
      `insert into patient_words
       select word, id, gender, birth_date, active, deceased_at is not null
       from patients cross join search_words(given_name, family_name) word`,
    );
    await db.query(
      `insert into name_words select word, word_keys(word)
       from (select distinct name_runs(given_name, family_name) from patients) made (word)`,
    );
    await db.query(
      `insert into patient_allergies (patient_id, substance, criticality, status)
       select id, 'Penicillin', 'high', 'active' from patients where random() < 0.1`,
    );
    await db.query(
      `insert into patient_identifiers (patient_id, system, value, position)
       select id, 'urn:nid', id::text, 1 from patients where random() < 0.5`,
    );
    await db.query('alter table patients enable trigger user');
    await db.query('vacuum (analyze, freeze)');
  }
  const lines = async (file, query) => {
    if (existsSync(fileOf(file))) return;
    const { rows } = await db.query({ text: query, rowMode: 'array' });
    writeFileSync(fileOf(file), `${rows.map(([one]) => one).join('\n')}\n`);
  };
  await lines(`${name}-get`, `select '/patients/' || id from patients order by random() limit 20000`);
  await lines(`${name}-list`, `select '/patients?limit=50'`);
  await lines(`${name}-gender`, `select '/patients?limit=50&gender=' || g from unnest('{female,male}'::text[]) g`);
  // as they are in the register: frequent ones often
  await lines(
    `${name}-name`,
    `select '/patients?limit=50&name=' || family_name
     from (select family_name from patients where family_name ~ '^[A-Za-z]{4,}$' order by random() limit 2000) t`,
  );
  await lines(
    `${name}-names`,
    `select given_name
     from (select distinct given_name from patients where given_name ~ '^[A-Za-z]+$') t order by random() limit 2000`,
  );
  await db.query(
    `create table if not exists handmade_audit (id bigint generated always as identity primary key, at timestamptz not null default now(),
       subject text not null, operation text not null, patient_id uuid, path text not null)`,
  );
  await db.end();
};
