import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { connectAsSuperuser, ensureRoleAndDatabase } from '../fleet/src/postgres-server';
import { readArguments, readNumber } from '../fleet/src/read-arguments';
import { patientList } from '../patient-service/src/patient-store';
import { createLogger } from '../service-kit/src/logger';
import { migrate, schemaFolders } from '../service-kit/src/migrations';
import { listStatement, type ListQuery } from '../service-kit/src/paging';
import { openDatabase, type Database } from '../service-kit/src/database';
import { startServer } from './server';

/** By kind: queries that staff would type, common names first. */
const kinds: Record<string, ListQuery[]> = Object.fromEntries(
  Object.entries({
    'newest first': [{}],
    'common name': [{ name: 'mary' }, { name: 'smith' }, { name: 'maria' }, { name: 'josé' }, { name: 'nguyen' }],
    'rare name': [{ name: 'begay' }, { name: 'tuipulotu' }, { name: 'yazzie' }],
    'given and family name': [
      { name: 'mary smith' },
      { name: 'garcía josé' },
      { name: 'wei nguyen' },
      { name: 'ahmed khan' },
    ],
    'written as one': [{ name: 'marysmith' }, { name: 'smithmary' }, { name: 'garcíajosé' }, { name: 'delacruzmaria' }],
    'written apart': [{ name: 'al rashid' }, { name: 'o brien' }, { name: 'mo hammed khan' }, { name: 'gar cia' }],
    'three words': [{ name: 'maria de la cruz' }, { name: 'josé luis garcía' }],
    'still typing': [
      { name: 'm' },
      { name: 'jo' },
      { name: 'joh' },
      { name: 'fern' },
      { name: 'mary sm' },
      { name: 'j smith' },
    ],
    'a typo or two': [{ name: 'simth' }, { name: 'garica jsoe' }, { name: 'hernadnes' }, { name: 'jhon wiliams' }],
    'by sound': [{ name: 'smyth' }, { name: 'mohamed' }, { name: 'kathryn' }, { name: 'muhamad hussayn' }],
    nobody: [{ name: 'qqqqqq' }, { name: 'xyzzy plugh' }],
    'name and a filter': [
      { name: 'maria', gender: 'male' },
      { name: 'smith', birthDate: '1984' },
      { name: 'smith', birthDate: '1984-07-23' },
      { name: 'mary smith', gender: 'female' },
      { name: 'maria', active: 'false' },
      { name: 'james', phone: '+12020007919' },
    ],
    'birth date': [{ birthDate: '1984-07-23' }, { birthDate: '1984-07' }, { birthDate: '1984' }],
    'phone or e-mail': [{ phone: '+12020007919' }, { email: 'p777@example.org' }],
  }).map(([kind, queries]) => [kind, queries.map((query) => ({ limit: 50, deceased: 'false', ...query }))]),
);

const sqlOf = (file: string) => readFileSync(path.join(__dirname, file), 'utf8');
const say = (text: string) => process.stdout.write(text);

const fill = async (client: pg.Client, from: number, to: number): Promise<void> => {
  await client.query(
    'truncate patient_words, name_words; alter table patients disable trigger user; select setseed(0.4)',
  );
  const { rows } = await client.query<{ newest: string }>(
    `select coalesce((select id from patients order by id desc limit 1), uuidv7('-1 day')) as newest`,
  );
  const newest = rows[0]?.newest;
  await client.query(sqlOf('names.sql'));
  for (let at = from; at < to; at += 50_000) {
    await client.query(sqlOf('fill.sql'), [at + 1, Math.min(at + 50_000, to)]);
    say(`\r  ${Math.min(at + 50_000, to)} patients`);
  }
  say(', their words');
  await client.query(
    `insert into patient_words select word, id, gender, birth_date, active, deceased_at is not null
     from patients cross join search_words(given_name, family_name) word`,
  );
  await client.query(
    `insert into name_words select word, word_keys(word)
     from (select distinct name_runs(given_name, family_name) from patients) made (word)`,
  );
  await client.query(
    `insert into patient_allergies (patient_id, substance, criticality, status)
     select id, 'Penicillin', 'high', 'active' from patients where id > $1 and random() < 0.1`,
    [newest],
  );
  await client.query(
    `insert into patient_identifiers (patient_id, system, value, position)
     select id, 'urn:nid', id::text, 1 from patients where id > $1 and random() < 0.5`,
    [newest],
  );
  say(', vacuum\n');
  await client.query('vacuum analyze');
  await client.query('discard temporary');
};

const percentile = (times: number[], share: number) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

const measure = async (db: Database, query: ListQuery): Promise<number> => {
  const { text, values } = listStatement(patientList(query), query);
  const start = process.hrtime.bigint();
  await db.query(text, values);
  return Number(process.hrtime.bigint() - start) / 1e6;
};

interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

/** The indexes that the plan reads, and whether it scans a table. */
const planOf = async (db: Database, query: ListQuery): Promise<string> => {
  const { text, values } = listStatement(patientList(query), query);
  const [row] = await db.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (format json) ${text}`, values);
  const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
  const nodes = row ? nodesOf(row['QUERY PLAN'][0].Plan) : [];
  const scans = nodes
    .filter((node) => node['Node Type'] === 'Seq Scan')
    .map((node) => `all of ${node['Relation Name']}`);
  return [...new Set([...nodes.flatMap((node) => node['Index Name'] ?? []), ...scans])].join(' ');
};

const report = async (db: Database, rounds: number): Promise<void> => {
  for (const [kind, queries] of Object.entries(kinds)) {
    // ten each to warm up: from the sixth on PostgreSQL may use a plan made for any value
    for (const query of queries) for (let i = 0; i < 10; i++) await measure(db, query);
    const times: number[] = [];
    for (let i = 0; i < rounds; i++) for (const query of queries) times.push(await measure(db, query));
    const [median, high] = [percentile(times, 0.5), percentile(times, 0.95)].map((ms) => ms.toFixed(1).padStart(8));
    say(`  ${kind.padEnd(24)}${median} ms${high} ms   ${await planOf(db, queries[0] ?? { limit: 50 })}\n`);
  }
};

/** `npm run bench:search -- 10000 100000` measures those sizes; without any, these two and a million. */
const main = async (sizes: number[]): Promise<void> => {
  const { server, stop } = await startServer();
  try {
    await ensureRoleAndDatabase(server, { role: 'bench', name: 'bench' }, 'bench');
    const settings = { host: '127.0.0.1', port: server.port, database: 'bench', user: 'bench', password: 'bench' };
    const log = createLogger('benchmark', 'error');
    const db = openDatabase({ ...settings, poolSize: 1, statementTimeoutMs: 600_000 }, log);
    await migrate(db.settings, schemaFolders({ name: 'patient-service', sharedSchema: ['audit'] }), log);
    const client = await connectAsSuperuser(server, 'bench');
    let filled = 0;
    for (const size of sizes.sort((a, b) => a - b)) {
      await fill(client, filled, size);
      filled = size;
      say(`${size} patients: median, 95 of 100, and what serves the first query of the kind\n`);
      await report(db, 20);
    }
    await client.end();
    await db.close();
  } finally {
    await stop();
  }
};

const usage = 'npm run bench:search [-- sizes …]';
const { positionals } = readArguments(usage, { allowPositionals: true, options: {} });
const sizes = positionals.map((size) => readNumber(size, usage, 1));
void main(sizes.length > 0 ? sizes : [10_000, 100_000, 1_000_000]);
