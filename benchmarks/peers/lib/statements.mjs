// The statements that a request sends to PostgreSQL, from its log, as a script for pgbench.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from './postgres.mjs';
import { work } from './processes.mjs';

const log = path.join(work, 'postgres.log');
const settings = { log_min_duration_statement: '0', log_line_prefix: '%d %p %m ', log_parameter_max_length: '-1' };

/** Returns what PostgreSQL was sent while `run` ran: database, process, and the statement with its values. */
export const statementsOf = async (run) => {
  const admin = await connect('postgres');
  const { size } = statSync(log);
  for (const [name, value] of Object.entries(settings)) await admin.query(`alter system set ${name} = '${value}'`);
  await admin.query('select pg_reload_conf()');
  await pause(500);
  await run();
  for (const name of Object.keys(settings)) await admin.query(`alter system reset ${name}`);
  await admin.query('select pg_reload_conf()');
  await admin.end();
  const entries = readFileSync(log)
    .subarray(size)
    .toString()
    .split(/\n(?=\S+ \d+ \d{4}-\d\d-\d\d )/)
    .map((entry) => /^(\S+) (\d+) \S+ \S+ \S+ (LOG|DETAIL):\s+(.*)$/s.exec(entry.replace(/\s+/g, ' ').trim()) ?? []);
  return entries.flatMap(([, database, pid, , body = ''], i) => {
    const [, sql] = /^duration: \S+ ms (?:execute \S+: |statement: )(.*)$/s.exec(body) ?? [];
    if (sql === undefined) return [];
    const [, , , kind, values = ''] = entries[i + 1] ?? [];
    return [{ database, pid, sql: kind === 'DETAIL' ? withValues(sql, values) : sql }];
  });
};

/** As pgbench would take `:4890` for a variable, and times have colons. */
const withoutColons = (literal) => {
  if (/^'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00'$/.test(literal))
    return `to_timestamp(${Date.parse(literal.slice(1, -1).replace(' ', 'T').replace('+00', 'Z')) / 1000})`;
  return literal.replaceAll(/:(?=\w)/g, ': ');
};

const withValues = (sql, detail) => {
  const values = new Map();
  for (const [, n, literal] of detail.matchAll(/\$(\d+) = (NULL|'(?:[^']|'')*')/g)) values.set(n, literal);
  return sql.replaceAll(/\$(\d+)/g, (_, n) => values.get(n) ?? 'null');
};

/**
 * Returns a script for `pgbench -M prepared`: each group of statements is sent at once, as the service does.
 * @param groups each a list of statements; one with `\gset` is a group of its own
 * @param variables what to write in place of values of the request, by value; a function of the statement gives it
 */
export const pgbenchScript = (head, groups, variables) => {
  const written = (sql) =>
    sql.replaceAll(/'(?:[^']|'')*'/g, (literal) => {
      const [value, list] = [literal.slice(1, -1), /^'\{([0-9a-f-]{36})(?:,\1)*\}'$/.exec(literal)?.[1]];
      const variable = variables[value] ?? (list && variables[list]);
      const text = typeof variable === 'function' ? variable(sql) : variable;
      if (text) return list ? `array[${text}]` : text;
      return withoutColons(literal);
    });
  const lines = groups.flatMap((group) => {
    if (group.length === 1 && group[0].includes('\\gset ')) return [written(group[0])];
    return ['\\startpipeline', ...group.map((sql) => `${written(sql)};`), '\\endpipeline'];
  });
  return [...head, ...lines, ''].join('\n');
};
