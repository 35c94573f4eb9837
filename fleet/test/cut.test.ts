import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { takeCut } from '../src/backup/cut';
import { services } from '../src/topology';
import { sixDatabases, type SixDatabases } from './harness';

let six: SixDatabases;
beforeAll(async () => {
  six = await sixDatabases('migrated');
});

const openSessions = async () =>
  new Map(await Promise.all(services.map(async ({ name }) => [name, await six.connectTo(name)] as const)));

const storePayment = (client: pg.Client) =>
  client.query(
    `insert into payments (bill_id, amount, currency, method) values (uuidv7(), 100, 'USD', 'cash') returning id`,
  );
const countPayments = async (client: pg.Client | undefined) =>
  (await client?.query<{ payments: number }>('select count(*)::integer as payments from payments'))?.rows[0]?.payments;

it('lets no payment be stored between the moments of payment- and billing-service', async () => {
  const sessions = await openSessions();
  const before = await countPayments(sessions.get('payment-service'));
  const billing = sessions.get('billing-service') as pg.Client;
  const takeSnapshot = billing.query.bind(billing) as (text: string) => Promise<unknown>;
  let reached = () => {};
  const waits = new Promise<void>((resolve) => (reached = resolve));
  let goOn = () => {};
  const released = new Promise<void>((resolve) => (goOn = resolve));
  billing.query = (async (text: string) => {
    if (text.startsWith('select')) {
      reached();
      await released;
    }
    return takeSnapshot(text);
  }) as typeof billing.query;

  const cut = takeCut(services, sessions, await six.connectTo('payment-service'));
  await waits;
  const stored = storePayment(await six.connectTo('payment-service'));
  expect(await Promise.race([stored.then(() => 'stored'), pause(300).then(() => 'held up')])).toBe('held up');
  goOn();
  await cut;
  await stored;
  expect(await countPayments(sessions.get('payment-service'))).toBe(before);
});

it('waits for a payment that is being stored, lets others pass meanwhile, and sees it', async () => {
  const sessions = await openSessions();
  const storing = await six.connectTo('payment-service');
  await storing.query('begin');
  const { rows } = await storePayment(storing);
  const cut = takeCut(services, sessions, await six.connectTo('payment-service'));
  const other = await six.connectTo('payment-service');
  await pause(50);
  await storePayment(other);
  await storing.query('commit');
  await cut;
  const seen = await sessions.get('payment-service')?.query('select from payments where id = $1', [rows[0]?.id]);
  expect(seen?.rowCount).toBe(1);
});

it('takes a service before those that it calls', async () => {
  const sessions = await openSessions();
  const order: string[] = [];
  for (const [name, session] of sessions) {
    const query = session.query.bind(session) as (text: string) => Promise<unknown>;
    session.query = ((text: string) => {
      if (text.startsWith('select')) order.push(name);
      return query(text);
    }) as typeof session.query;
  }
  await takeCut(services, sessions, await six.connectTo('payment-service'));
  for (const { name, upstreams } of services) {
    for (const { service: called, isReferredTo } of upstreams)
      if (isReferredTo) expect(order.indexOf(name)).toBeLessThan(order.indexOf(called));
  }
});
