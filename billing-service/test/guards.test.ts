import { startBillingService, type Bill, type Fixture } from './fixtures';

let billing: Fixture;
let draft: Bill;
let issued: Bill;
let cancelled: Bill;
beforeAll(async () => {
  billing = await startBillingService();
  draft = await billing.issue({ status: 'draft' });
  issued = await billing.issue();
  cancelled = await billing.issue();
  await billing.command(cancelled.id, 'cancel');
});

const others = 'its entries say otherwise';
const notIssued = 'it is no issued bill';

const insert = `insert into bills (patient_id, currency, details, amount, issued_at, number)
  values (gen_random_uuid(), 'USD', 'x', 100, now(), next_bill_number(now()))`;
const entries = (
  kind: string,
  bill: string,
  from: string,
  to: string,
  amount: number,
  terms = 'patient_id, currency',
) =>
  `select post('${kind}', id, ${terms}, null, null, 'x', now(), array['${from}', '${to}'], array[${amount}, -${amount}])
   from bills where ${bill}`;
const issue = (bill: string, amount = 10_000, terms?: string) =>
  entries('issue', bill, 'receivable', 'revenue', amount, terms);
const is = ({ id }: Bill) => `id = '${id}'`;
const newest = 'id = (select id from bills order by id desc limit 1)';
const issueDraft = () => `update bills set issued_at = now(), number = next_bill_number(now()) where ${is(draft)}`;

// what a mistake in the service could write; each is one transaction
const mistakes = (): Record<string, [refusal: string, ...statements: string[]]> => ({
  'a bill is issued at once and not posted': [others, insert],
  'a draft is issued and not posted': [others, issueDraft()],
  'another amount is posted': [others, issueDraft(), issue(is(draft), 9_999)],
  'it is posted for another patient': [others, issueDraft(), issue(is(draft), 10_000, 'uuidv7(), currency')],
  'it is posted in another currency': [others, issueDraft(), issue(is(draft), 10_000, `patient_id, 'EUR'`)],
  'it is posted twice': [others, insert, issue(newest, 100), issue(newest, 100)],
  'it is posted once more later': [others, issue(is(issued))],
  'a draft is posted': [others, issue(is(draft))],
  'a draft is discounted': [notIssued, entries('discount', is(draft), 'discounts', 'receivable', 100)],
  'a bill is cancelled and still owed': [others, `update bills set cancelled_at = now() where ${is(issued)}`],
  'what was owed is taken back, and the bill is not cancelled': [
    others,
    entries('cancel', is(issued), 'revenue', 'receivable', 10_000),
  ],
  'a part is taken back': [
    others,
    entries('cancel', is(issued), 'revenue', 'receivable', 9_999),
    `update bills set cancelled_at = now() where ${is(issued)}`,
  ],
  'a cancelled bill is discounted': [notIssued, entries('discount', is(cancelled), 'discounts', 'receivable', 100)],
  'a cancelled bill is paid': [notIssued, entries('payment', is(cancelled), 'desk-cash', 'receivable', 100)],
  'a cancelled bill is revived': ['for good', `update bills set cancelled_at = null where ${is(cancelled)}`],
  'a cancelled draft is issued': [
    'for good',
    `update bills set cancelled_at = now() where ${is(draft)}`,
    issueDraft(),
    issue(is(draft)),
  ],
  'a total is written by hand': ['follow from the ledger', `update bills set paid_amount = 1 where ${is(issued)}`],
  'a total of a draft is written by hand': [
    'follow from the ledger',
    `update bills set discount_amount = 1 where ${is(draft)}`,
  ],
  'an issued bill is changed': ['it is frozen', `update bills set amount = 1 where ${is(issued)}`],
});

it('commits none of the mistakes that the service could make', async () => {
  for (const [mistake, [refusal, ...statements]] of Object.entries(mistakes())) {
    const committed = await billing.db
      .transaction(async (tx) => {
        for (const statement of statements) await tx.query(statement);
      })
      .then(
        () => 'committed',
        (error: unknown) => String(error),
      );
    expect({ mistake, committed }).toEqual({ mistake, committed: expect.stringContaining(refusal) });
  }
  expect(await billing.proof()).toMatchObject({ proven: true, counts: { bills: 3, postings: 3 } });
});

it('commits what belongs together', async () => {
  await billing.db.transaction(async (tx) => {
    await tx.query(issueDraft());
    await tx.query(issue(is(draft)));
    await tx.query(entries('cancel', is(draft), 'revenue', 'receivable', 10_000));
    await tx.query(`update bills set cancelled_at = now() where ${is(draft)}`);
  });
  expect(await billing.proof()).toMatchObject({ proven: true, counts: { bills: 3, postings: 5 } });
});
