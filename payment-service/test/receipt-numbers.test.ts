import { startPaymentService, type Fixture } from './fixtures';

let payments: Fixture;
beforeAll(async () => {
  payments = await startPaymentService();
});

interface Taken {
  id: string;
  receiptNumber: string;
  settledAt: string;
}
const taken = async (): Promise<Taken> => (await payments.take().expect(201)).body as Taken;
const numberIn = ({ receiptNumber }: Taken) => Number(receiptNumber.slice(-6));

it('are given without a gap to payments that come at the same moment', async () => {
  const all = await Promise.all(Array.from({ length: 30 }, taken));
  const numbers = all.map(numberIn).sort((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
});

it('belong to their payment from then on, though it is completed later', async () => {
  await payments.db.query(
    `create function break_down() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$`,
  );
  await payments.db.query(
    'create trigger break_down before update of status on payments for each row execute function break_down()',
  );
  const interrupted = await payments.take();
  expect(interrupted).toMatchObject({ status: 202, body: { status: 'processing', receiptNumber: null } });
  const { id } = interrupted.body as Taken;
  const [reserved] = await payments.db.query<{ number: string; at: string }>(
    `select number, to_char(reserved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS') as at
     from reserved_receipt_numbers where payment_id = $1`,
    [id],
  );
  await payments.db.query('drop trigger break_down on payments');

  const next = await taken();
  // asked for once more by the job
  await payments.attempt('settle-payment', id);
  const { body } = (await payments.read(`/payments/${id}`)) as { body: Taken };
  expect(body.receiptNumber).toBe(reserved?.number);
  expect(body.settledAt.slice(0, 23)).toBe(reserved?.at);
  expect(numberIn(next)).toBe(numberIn(body) + 1);
  expect(await payments.db.query('select from reserved_receipt_numbers')).toEqual([]);
});

it('are not reserved for what is completed already', async () => {
  const { id } = await taken();
  const last = 'select last from receipt_numbers';
  const before = await payments.db.query(last);
  await payments.db.query('select reserve_receipt_number($1)', [id]);
  expect(await payments.db.query(last)).toEqual(before);
  expect(await payments.db.query('select from reserved_receipt_numbers')).toEqual([]);
});
