import { randomUUID } from 'node:crypto';
import { getTestPostgres } from '@hms/service-kit/testing/test-postgres';
import pg from 'pg';
import { billingChecks } from '../money/billing-checks';
import { paymentChecks } from '../money/payment-checks';
import { recompute } from '../money/recompute';
import { startBothServices, type BothServices } from './both-services';

let both: BothServices;
let paid = '';
let refunded = '';
beforeAll(async () => {
  both = await startBothServices();
  const patientId = randomUUID();
  const take = async (payment: object) => {
    const { status, body } = await both.payment.post('/payments').send(payment);
    expect({ status, body }).toMatchObject({ status: 201 });
    return (body as { id: string }).id;
  };
  const lines = [{ description: 'x', quantity: 1.5, unitAmount: 33.33 }];
  const bill = await both.billing.post('/bills').send({ patientId, lines });
  const { id: billId } = bill.body as { id: string };
  await both.billing.post('/bills').send({ patientId, amount: 7, details: 'x' });
  await take({ patientId, amount: 20, method: 'card' });
  await take({ billId, amount: 15, method: 'deposit' });
  paid = await take({ billId, amount: 5, method: 'card' });
  refunded = await take({ billId, amount: 10, method: 'cash', tendered: 20 });
  const refund = await both.payment.post(`/payments/${refunded}/refunds`).send({ amount: 4, reason: 'x' });
  expect(refund).toMatchObject({ status: 201 });
});

/** What is found after a superuser, whom no trigger stops, has done this; then it is undone. */
const faultsAfter = async (database: 'billing' | 'payment', statements: string[]): Promise<string[]> => {
  const { port, superuserPassword: password } = getTestPostgres();
  const { database: name } = both.databases[database].settings;
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: name });
  await client.connect();
  try {
    await client.query('begin; set local session_replication_role = replica');
    for (const statement of statements) await client.query(statement);
    const queryOf =
      (one: 'billing' | 'payment') =>
      async <R extends object>(sql: string) =>
        one === database ? (await client.query<R>(sql)).rows : both.databases[one].query<R>(sql);
    const faults = await recompute(queryOf('billing'), queryOf('payment'));
    return [...new Set(faults.map(({ fault }) => fault))].sort();
  } finally {
    await client.end();
  }
};

const bill = 'a bill is not what its entries come to';
const samePayment = 'a payment is not the same in both databases';
const sameRefund = 'a refund is not the same in both databases';
const trail = 'the trail of a payment does not end in its state, or settles it twice';
const without = (table: string, constraint: string) => `alter table ${table} drop constraint ${constraint}`;

const corruptions = (): ['billing' | 'payment', statements: string[], found: string[]][] => [
  [
    'billing',
    [without('bills', 'bills_lines_total'), `update bills set lines = jsonb_set(lines, '{0,quantity}', '1.499')`],
    ['a bill is not the sum of its lines, each rounded half up'],
  ],
  ['billing', ['update bills set discount_amount = 1'], [bill]],
  [
    'billing',
    [`update ledger_entries set patient_id = gen_random_uuid() where account = 'revenue'`],
    ['an entry is for another patient or currency than its bill'],
  ],
  [
    'billing',
    [`update ledger_entries set amount = amount - 1 where account = 'revenue'`],
    [bill, 'a posting does not balance', 'the trial balance is not zero'],
  ],
  ['billing', ['update bill_numbers set last = last + 1'], ['bill numbers have a gap or a repeat']],
  ['billing', [`update bills set issued_at = issued_at - interval '2 years'`], ['bill numbers have a gap or a repeat']],
  [
    'billing',
    [without('bills', 'bills_number_unique'), 'update bills set number = (select max(number) from bills)'],
    ['bill numbers have a gap or a repeat'],
  ],
  [
    'billing',
    [without('bills', 'bills_numbered'), `update bills set number = null where number like '%2'`],
    ['an issued bill has no number', 'bill numbers have a gap or a repeat'],
  ],
  [
    'billing',
    [`update ledger_entries set id = uuidv7() where kind = 'deposit' and account = 'deposits'`],
    ['a deposit was below zero'],
  ],
  ['billing', ['update deposit_balances set amount = amount + 1'], ['a deposit is not what its entries come to']],
  [
    'billing',
    [`update ledger_entries set id = uuidv7() where kind = 'payment' and payment_id = '${refunded}'`],
    ['more was given back than was paid'],
  ],
  [
    'billing',
    [`update ledger_entries set account = 'desk-card' where kind = 'refund' and account = 'desk-cash'`],
    ['money was given back by another method than it came by'],
  ],
  [
    'billing',
    [`update received_payments set applied_amount = 1 where payment_id = '${paid}'`],
    ['a received payment is not what its entries come to'],
  ],
  [
    'billing',
    [
      without('discount_requests', 'discount_requests_approved_by_another'),
      `insert into discount_requests
         (bill_id, patient_id, currency, amount, reason, status, requested_by, approved_by, decided_at)
       select id, patient_id, currency, 1, 'x', 'approved', person, person, now()
       from bills, (values ('{"issuer": "x", "subject": "bea"}'::jsonb)) as someone (person) limit 1`,
    ],
    ['a discount was approved by who asked for it', 'an approved discount is not in the ledger'],
  ],
  [
    'payment',
    [
      without('refunds', 'refunds_approved_by_another'),
      without('refunds', 'refunds_approved_by_no_taker'),
      'update refunds set needs_approval = true, approved_by = requested_by, decided_at = now()',
    ],
    ['a refund was approved by who asked for it or took the payment'],
  ],
  [
    'payment',
    ['update payments set refund_held = 500 where refund_held > 0'],
    ['what is refunded is not the sum of the refunds'],
  ],
  [
    'payment',
    ['update refunds set amount = 1001'],
    [samePayment, sameRefund, 'refunds are more than was paid', 'what is refunded is not the sum of the refunds'],
  ],
  ['payment', [`update refunds set method = 'card'`], ['a refund has other terms than its payment']],
  ['payment', ['delete from refunds'], [samePayment, sameRefund, 'what is refunded is not the sum of the refunds']],
  [
    'payment',
    [without('payments', 'payments_tendered'), 'update payments set tendered = 1 where tendered is not null'],
    ['less was tendered than was paid'],
  ],
  ['payment', ['update receipt_numbers set last = last + 1'], ['receipt numbers have a gap or a repeat']],
  [
    'payment',
    [
      without('payments', 'payments_receipt'),
      `update payments set status = 'failed', failure_code = 'x' where id = '${paid}'`,
    ],
    ['a payment has a receipt and is not completed, or the other way round', samePayment, trail].sort(),
  ],
  ['payment', [`delete from payment_state_changes where payment_id = '${paid}'`], [trail]],
  ['payment', [`delete from payments where id = '${paid}'`], [samePayment, 'receipt numbers have a gap or a repeat']],
];

it('finds nothing in what the services have done', async () => {
  expect(await both.faults()).toEqual([]);
});

it('finds each kind of corruption', async () => {
  for (const [database, statements, found] of corruptions()) {
    expect({ statements, found: await faultsAfter(database, statements) }).toEqual({ statements, found });
  }
  const all = [...Object.keys(billingChecks), ...Object.keys(paymentChecks), samePayment, sameRefund];
  expect(new Set(corruptions().flatMap(([, , found]) => found))).toEqual(new Set(all));
});
