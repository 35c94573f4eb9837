// A booking and a payment through all their services.
import { nextNumber, ports, prepareCare, startCare } from '../lib/care.mjs';
import { interleave, isFair, measured, median, wrk } from '../lib/load.mjs';
import { stop } from '../lib/processes.mjs';

export const care = async (say, { database, rounds, seconds }) => {
  const running = await startCare(database);
  const files = await prepareCare(database);
  const names = Object.keys(ports);
  const load = {
    'a booking': () => ({
      port: ports.appointment,
      role: 'receptionist',
      args: ['book', nextNumber(), 'keyed', files.doctors, files.patients],
    }),
    'a payment': () => ({ port: ports.payment, role: 'cashier', args: ['pay', nextNumber(), 'keyed', files.bills] }),
  };
  say('\nThrough all their services, each with an Idempotency-Key\n');
  say(`| | a second | p50, p99 ms | refused | µs of ${names.join(', ')} | µs of PostgreSQL | left alone |`);
  say('| --- | --- | --- | --- | --- | --- | --- |');
  for (const [name, next] of Object.entries(load)) {
    const once = () => {
      const { port, ...how } = next();
      const children = names.map((one) => running[one]);
      return measured(children, () => wrk(port, { seconds: seconds + 1, script: 'post-numbered.lua', ...how }));
    };
    await once();
    const { all } = await interleave({ all: once }, rounds);
    const of = (read) => median(all.map(read));
    say(
      `| ${name} | ${of(({ rate }) => rate).toFixed(0)} | ${of(({ p50 }) => p50).toFixed(0)}, ${of(({ p99 }) => p99).toFixed(0)} ` +
        `| ${all.reduce((sum, { bad }) => sum + bad, 0)} | ${names.map((_, i) => of(({ us }) => us[i]).toFixed(0)).join(', ')} ` +
        `| ${of(({ postgresUs }) => postgresUs).toFixed(0)} | ${all.filter(isFair).length} of ${all.length} |`,
    );
  }
  for (const child of Object.values(running)) await stop(child);
};
