// A booking and a payment through their services beside what pgbench reaches with the same statements in the same transactions.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { nextNumber, ports, prepareCare, startCare } from '../lib/care.mjs';
import { interleave, measured, median, wrk } from '../lib/load.mjs';
import { fileOf } from '../lib/patients.mjs';
import { connect, databaseVariables } from '../lib/postgres.mjs';
import { stop } from '../lib/processes.mjs';
import { bookingScripts, paymentScripts, preparePayments } from '../lib/scripts.mjs';
import { statementsOf } from '../lib/statements.mjs';

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

export const alone = async (say, { database, rounds, seconds }) => {
  if (spawnSync('pgbench', ['--version']).error) {
    say("\nNothing was put beside pgbench, which is not here: apt-get install postgresql-contrib (Debian's).");
    return;
  }
  const running = await startCare(database);
  const files = await prepareCare(database);
  const billing = await connect('billing');
  await preparePayments(billing).finally(() => billing.end());
  const commands = {
    'a booking': {
      load: ['appointment', 'receptionist', 'book', files.doctors, files.patients],
      scripts: (statements) => bookingScripts(statements, database),
    },
    'a payment': { load: ['payment', 'cashier', 'pay', files.bills], scripts: paymentScripts },
  };
  say(
    `\nBeside their own statements, sent by pgbench (-M prepared, ${connections} connections) without the audit's batches\n`,
  );
  say('| | through the services, a second | pgbench | together | services / pgbench |');
  say('| --- | --- | --- | --- | --- |');
  for (const [name, { load, scripts }] of Object.entries(commands)) {
    const [service, role, what, ...lists] = load;
    const send = (how) =>
      wrk(ports[service], {
        ...how,
        script: 'post-numbered.lua',
        role,
        args: [what, nextNumber(), 'keyed', ...lists],
      });
    const once = { seconds: 2, connections: 1 };
    await send(once);
    const written = scripts(await statementsOf(() => send(once)));
    const runs = Object.fromEntries(
      Object.entries(written).map(([of, text]) => {
        const script = fileOf(`pgbench-${what}-${of}.sql`);
        writeFileSync(script, text);
        return [of, () => pgbench({ database: of, script, seconds })];
      }),
    );
    const children = Object.keys(ports).map((one) => running[one]);
    const through = () => measured(children, () => send({ seconds: seconds + 1, connections }));
    const variants = { services: through, ...runs };
    for (const one of Object.values(variants)) await one();
    const all = await interleave(variants, rounds);
    const names = Object.keys(runs);
    /** One command needs each of them once, and they share the cores. */
    const together = all.services.map((_, i) => 1 / names.reduce((sum, of) => sum + 1 / all[of][i].rate, 0));
    const ratios = all.services.map(({ rate }, i) => rate / together[i]).sort((a, b) => a - b);
    const rateOf = (results) => median(results.map(({ rate }) => rate)).toFixed(0);
    say(
      `| ${name} | ${rateOf(all.services)} | ${names.map((of) => `${of} ${rateOf(all[of])}`).join(', ')} ` +
        `| ${median(together).toFixed(0)} | ${median(ratios).toFixed(2)} (${ratios[0].toFixed(2)}–${ratios.at(-1).toFixed(2)}) |`,
    );
  }
  for (const child of Object.values(running)) await stop(child);
};
