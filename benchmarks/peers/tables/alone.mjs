// A booking through its services beside what pgbench reaches with the same statements in the same transactions.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { nextNumber, ports, prepareCare, startCare } from '../lib/care.mjs';
import { interleave, measured, median, wrk } from '../lib/load.mjs';
import { fileOf } from '../lib/patients.mjs';
import { databaseVariables } from '../lib/postgres.mjs';
import { stop } from '../lib/processes.mjs';
import { pgbenchScript, statementsOf } from '../lib/statements.mjs';

const connections = 32;

const pgbench = ({ database, script, seconds }) => {
  const { DB_HOST: host, DB_PORT: port, DB_USER: user, DB_PASSWORD: password } = databaseVariables(database);
  const { stdout, stderr } = spawnSync(
    'pgbench',
    [
      ...[
        '-h',
        host,
        '-p',
        port,
        '-U',
        user,
        '-n',
        '-M',
        'prepared',
        '-c',
        connections,
        '-j',
        1,
        '-T',
        seconds,
        '-f',
        script,
      ],
      database,
    ].map(String),
    { encoding: 'utf8', env: { ...process.env, PGPASSWORD: password } },
  );
  const [, rate] = /^tps = ([\d.]+)/m.exec(stdout) ?? [];
  if (rate === undefined || /aborted/.test(stderr)) throw new Error(`pgbench: ${stderr.slice(0, 600)}`);
  return { rate: Number(rate), requests: Number(rate) * seconds };
};

/** The statements of one booking in each database. What the audit writes in batches for many is left out. */
const scriptsOf = (statements, patients) => {
  const begins = statements.filter(
    ({ database, sql }) => database === 'appointments' && sql.startsWith('begin; set local'),
  );
  // the first may have had to prepare its statements
  const begin = begins[2];
  const all = statements.slice(statements.indexOf(begin)).filter(({ sql }) => !sql.includes('record_audit('));
  const own = all.filter(({ database, pid }) => database === 'appointments' && pid === begin.pid).map(({ sql }) => sql);
  const second = own.findIndex((sql) => sql.trim() === 'commit');
  if (second < 0) throw new Error('no whole booking was found in the log of PostgreSQL');
  const booking = own.slice(0, second + 1);

  const insert = booking.find((sql) => sql.startsWith('insert into appointments'));
  const [patient, doctor, start, end] = [...insert.matchAll(/'([^']*)'/g)].map(([, value]) => value);
  const key = booking.join(' ').match(/'(bench-book-\d+)'/)[1];
  const id = booking.join(' ').match(/'link-doctor', '([0-9a-f-]{36})'/)[1];
  const at = (literal) =>
    `(to_timestamp(${Date.parse(literal.replace(' ', 'T').replace('+00', 'Z')) / 1000}) + :slot::integer * interval '30 minutes')`;
  const variables = {
    [patient]: `md5('p' || :patient::text)::uuid`,
    [doctor]: `md5('d' || :doctor::text)::uuid`,
    [start]: at(start),
    [end]: at(end),
    [key]: `('pgbench-' || :key::text)`,
    [id]: ':booked_set_config',
  };

  // what is decided by the rows that come back ends a group
  const groups = [[]];
  for (const sql of booking.flatMap((one) => one.split(/; (?=set |commit)/)).map((one) => one.trim())) {
    const isInsert = sql.startsWith('insert into appointments');
    if (isInsert && groups.at(-1).length > 0) groups.push([]);
    groups.at(-1).push(isInsert ? `${sql} \\gset booked_` : sql);
    if (isInsert || /^select (fingerprint|t\.whose|status,)|^commit$/.test(sql)) groups.push([]);
  }
  const head = [
    '\\set patient random(1, 1000000000)',
    '\\set doctor random(1, 1000000000)',
    '\\set slot random(1, 20000)',
    '\\set key random(1, 1000000000000000)',
  ];
  const one = (name, pattern) => [[all.find(({ database, sql }) => database === name && pattern.test(sql)).sql]];
  return {
    appointments: pgbenchScript(
      head,
      groups.filter((group) => group.length > 0),
      variables,
    ),
    [patients]: pgbenchScript([], one(patients, /patients_view/), {}),
    doctors: pgbenchScript([], one('doctors', /show_availability/), {}),
  };
};

export const alone = async (say, { database, rounds, seconds }) => {
  if (spawnSync('pgbench', ['--version']).error) {
    say("\nA booking was not put beside pgbench, which is not here: apt-get install postgresql-contrib (Debian's).");
    return;
  }
  const running = await startCare(database);
  const files = await prepareCare(database);
  const book = (how) =>
    wrk(ports.appointment, {
      ...how,
      script: 'post-numbered.lua',
      role: 'receptionist',
      args: ['book', nextNumber(), 'keyed', files.doctors, files.patients],
    });
  await book({ seconds: 2, connections: 1 });
  const scripts = scriptsOf(await statementsOf(() => book({ seconds: 2, connections: 1 })), database);
  const runs = Object.fromEntries(
    Object.entries(scripts).map(([name, text]) => {
      const script = fileOf(`pgbench-${name}.sql`);
      writeFileSync(script, text);
      return [name, () => pgbench({ database: name, script, seconds })];
    }),
  );
  const children = Object.keys(ports).map((name) => running[name]);
  const variants = { services: () => measured(children, () => book({ seconds: seconds + 1, connections })), ...runs };
  for (const one of Object.values(variants)) await one();
  const all = await interleave(variants, rounds);
  const names = Object.keys(runs);
  /** One booking needs each of them once, and they share the cores. */
  const together = all.services.map((_, i) => 1 / names.reduce((sum, name) => sum + 1 / all[name][i].rate, 0));
  const ratios = all.services.map(({ rate }, i) => rate / together[i]).sort((a, b) => a - b);
  say(
    `\nA booking beside its own statements, sent by pgbench (-M prepared, ${connections} connections) without the audit's batches\n`,
  );
  say(`| through the services, a second | pgbench: ${names.join(', ')} | together | services / pgbench |`);
  say('| --- | --- | --- | --- |');
  say(
    `| ${median(all.services.map(({ rate }) => rate)).toFixed(0)} ` +
      `| ${names.map((name) => median(all[name].map(({ rate }) => rate)).toFixed(0)).join(', ')} ` +
      `| ${median(together).toFixed(0)} | ${median(ratios).toFixed(2)} (${ratios[0].toFixed(2)}–${ratios.at(-1).toFixed(2)}) |`,
  );
  for (const child of Object.values(running)) await stop(child);
};
