// The tables of docs and decisions: the services beside what a person would write by hand, in turns, on the same data.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { preparePatients } from './lib/patients.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { fleet, here, stopAll } from './lib/processes.mjs';
import { access } from './tables/access.mjs';
import { alone } from './tables/alone.mjs';
import { care } from './tables/care.mjs';
import { compare } from './tables/compare.mjs';
import { growth } from './tables/growth.mjs';
import { latency } from './tables/latency.mjs';
import { overload } from './tables/overload.mjs';
import { replicas } from './tables/replicas.mjs';
import { start } from './tables/start.mjs';

const tables = { compare, access, care, alone, latency, overload, replicas, start, growth };
// it first makes a hundred times as many patients, appointments and bills
const unlessAsked = process.env.BENCH_GROWTH === undefined ? ['growth'] : [];

const [rounds = '5', seconds = '2', ...asked] = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in tables));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. Tables: ${Object.keys(tables).join(', ')}.`);
  process.exit(2);
}
const wanted = asked.length > 0 ? asked : Object.keys(tables).filter((name) => !unlessAsked.includes(name));
const size = Number(process.env.BENCH_PATIENTS ?? 10_000);
const how = { database: `patients_${size}`, size, rounds: Number(rounds), seconds: Number(seconds) };
const said = [];
const say = (line = '') => {
  said.push(line);
  console.log(line);
};

const commit = () => {
  try {
    return execFileSync('git', ['-C', fleet, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'no commit';
  }
};

try {
  await startPostgres();
  await preparePatients(how.database, size);
  const model = /model name\s*:\s*(.+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown';
  say(`# ${new Date().toISOString().slice(0, 16)}Z, ${commit()}`);
  say(
    `\nNode ${process.versions.node}, ${cpus().length} cores (${model}), 32 connections, ${rounds} rounds of ${seconds} s in turns, medians.`,
  );
  say(
    'Everything of the product is on: tokens, audit, restrictions, limits, log, metrics. The other servers have none of these, but',
  );
  say('"the same with tokens and audit". "Left alone": in so many rounds others used less than a sixth of two cores.');
  for (const name of wanted) {
    console.error(`\n${name} …`);
    // the one before may have registered many
    await preparePatients(how.database, size);
    await tables[name](say, how);
  }
  // a part of it is not kept
  if (asked.length === 0) {
    const results = path.join(here, '../results');
    mkdirSync(results, { recursive: true });
    const file = path.join(results, `${new Date().toISOString().slice(0, 10)}-${commit()}.md`);
    writeFileSync(file, `${said.join('\n')}\n`);
    console.error(`written to ${path.relative(fleet, file)}`);
  }
} finally {
  await stopAll();
}
process.exit(0);
