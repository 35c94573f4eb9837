import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import pg from 'pg';

const folder = path.resolve(__dirname, '../../db-init');

it('gives the refunds of before the terms of their payments, and changes nothing else of them', async () => {
  const client = new pg.Client({ ...(await createTestDatabase('payment-service', 'empty')) });
  await client.connect();
  const run = (file: string) => client.query(`begin; ${readFileSync(`${folder}/${file}`, 'utf8')}; commit`);
  const files = readdirSync(`${folder}/payment-service`).sort();
  const later = files.findIndex((file) => file.startsWith('0004'));
  for (const file of readdirSync(`${folder}/every-service`).sort()) await run(`every-service/${file}`);
  for (const file of files.slice(0, later)) await run(`payment-service/${file}`);
  await client.query(`
    insert into payments (bill_id, amount, currency, method, status, settled_at, receipt_number) values
      (gen_random_uuid(), 1000, 'JPY', 'card', 'completed', now(), 'RCP-2026-000001');
    insert into refunds (payment_id, amount, reason) select id, 300, 'x' from payments;
    update refunds set status = 'completed', settled_at = now()`);
  const read = async () =>
    (await client.query<object>('select id, version, updated_at, status, amount, settled_at from refunds')).rows;
  const before = await read();
  for (const file of files.slice(later)) await run(`payment-service/${file}`);
  expect(await read()).toEqual(before);
  expect((await client.query<object>('select currency, method from refunds')).rows).toEqual([
    { currency: 'JPY', method: 'card' },
  ]);
  expect((await client.query<object>('select currency, "currencyAssumed" from payments_view')).rows).toEqual([
    { currency: 'JPY', currencyAssumed: false },
  ]);
  await client.end();
});
