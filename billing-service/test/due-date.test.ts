import { patientId, startBillingService, withEntries, type Bill, type Fixture } from './fixtures';

let billing: Fixture;
/** Where it is tomorrow already for half of the day, and where it is still yesterday for the other half. */
let ahead: Fixture;
let behind: Fixture;
beforeAll(async () => {
  billing = await startBillingService();
  ahead = await startBillingService('Pacific/Kiritimati');
  behind = await startBillingService('Pacific/Pago_Pago');
});

const dayOf = (zone: string, days = 0) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(Date.now() + days * 86_400_000);
const write = (dueDate: string | null, more: object = {}, at = billing) =>
  at.served.api.post('/bills').send({ patientId, amount: 100, details: 'Visit', dueDate, ...more });
const idOf = async (dueDate: string | null, more: object = {}) => ((await write(dueDate, more)).body as Bill).id;
const change = (id: string, patch: object) => billing.served.api.patch(`/bills/${id}`).send(patch);
const read = (id: string) => billing.served.api.get(`/bills/${id}`);
const count = async () => (await billing.db.query<{ n: bigint }>('select count(*) as n from bills'))[0]?.n;

const refused = {
  status: 400,
  body: { type: '/problems/invalid-request', errors: [{ in: 'body', pointer: '/dueDate' }] },
};

it('is refused before the day of the issue, for a bill and for a draft, and nothing is written', async () => {
  const before = await count();
  for (const status of ['issued', 'draft']) {
    for (const dueDate of ['2020-01-01', dayOf('UTC', -1)]) {
      expect(await write(dueDate, { status })).toMatchObject(refused);
    }
  }
  expect(await count()).toBe(before);
  for (const status of ['issued', 'draft']) {
    for (const dueDate of [dayOf('UTC'), dayOf('UTC', 30), '2099-12-31', null]) {
      expect(await write(dueDate, { status })).toMatchObject({ status: 201, body: { dueDate } });
    }
  }
});

it('goes by the hospital’s calendar', async () => {
  for (const [at, zone] of [
    [ahead, 'Pacific/Kiritimati'],
    [behind, 'Pacific/Pago_Pago'],
  ] as const) {
    expect(await write(dayOf(zone, -1), {}, at)).toMatchObject(refused);
    expect(await write(dayOf(zone), {}, at)).toMatchObject({ status: 201 });
  }
});

it('of an issued bill can be moved, but not before the issue', async () => {
  const id = await idOf(dayOf('UTC', 30));
  expect(await change(id, { dueDate: dayOf('UTC', -1) })).toMatchObject(refused);
  expect(await read(id)).toMatchObject({ body: { dueDate: dayOf('UTC', 30), version: 1 } });
  expect(await change(id, { dueDate: dayOf('UTC') })).toMatchObject({ status: 200, body: { dueDate: dayOf('UTC') } });
  expect(await change(id, { dueDate: null })).toMatchObject({ status: 200, body: { dueDate: null } });
  // issued a month ago, it can be due a week ago
  const [row] = await billing.db.query<{ id: string }>(
    withEntries(`insert into bills (patient_id, currency, details, amount, issued_at, number)
     values ($1, 'USD', 'x', 100, now() - interval '30 days', next_bill_number(now() - interval '30 days'))`),
    [patientId],
  );
  expect(await change(row?.id ?? '', { dueDate: dayOf('UTC', -7) })).toMatchObject({ status: 200 });
  expect(await change(row?.id ?? '', { dueDate: dayOf('UTC', -31) })).toMatchObject(refused);
});

describe('a draft whose due date has passed meanwhile', () => {
  const passedDraft = async () => {
    const id = await idOf(null, { status: 'draft' });
    await billing.db.query(`update bills set due_date = '2026-01-02' where id = $1`, [id]);
    return id;
  };

  it('is not issued until that is changed or cleared, and takes no number before', async () => {
    const id = await passedDraft();
    expect(await billing.command(id, 'issue')).toMatchObject({
      status: 409,
      body: { type: '/problems/due-date-passed', dueDate: '2026-01-02', today: dayOf('UTC') },
    });
    expect(await read(id)).toMatchObject({ body: { status: 'draft', number: null } });
    expect(await change(id, { dueDate: dayOf('UTC', -1) })).toMatchObject(refused);
    expect(await change(id, { dueDate: dayOf('UTC', 14) })).toMatchObject({ status: 200 });
    expect(await billing.command(id, 'issue')).toMatchObject({ status: 200, body: { status: 'issued' } });
    const other = await passedDraft();
    await change(other, { dueDate: null });
    expect(await billing.command(other, 'issue')).toMatchObject({ status: 200 });
    expect(await billing.proof()).toMatchObject({ proven: true });
  });

  it('can be changed in all else, and can be cancelled', async () => {
    const id = await passedDraft();
    expect(await change(id, { details: 'Visit of Monday', dueDate: '2026-01-02' })).toMatchObject({ status: 200 });
    expect(await billing.command(id, 'cancel')).toMatchObject({ status: 200 });
  });

  it('is issued before the due date is moved into the past, or not at all, when both come at once', async () => {
    for (let i = 0; i < 5; i++) {
      const id = await idOf(dayOf('UTC'), { status: 'draft' });
      const [changed, issued] = await Promise.all([
        change(id, { dueDate: dayOf('UTC', -1) }),
        billing.command(id, 'issue'),
      ]);
      expect([changed.status, issued.status]).toEqual([400, 200]);
    }
  });
});

it('has passed for a bill that is not paid when the hospital’s calendar says so', async () => {
  const overdue = async (at: Fixture, dueDate: string) => {
    const { id } = (await write(null, {}, at)).body as Bill;
    await at.db.query('update bills set due_date = $2 where id = $1', [id, dueDate]);
    const { body } = await at.served.api.get('/bills?overdue=true');
    return (body as { data: Bill[] }).data.some((bill) => bill.id === id);
  };
  for (const [at, zone] of [
    [ahead, 'Pacific/Kiritimati'],
    [behind, 'Pacific/Pago_Pago'],
  ] as const) {
    expect([await overdue(at, dayOf(zone, -1)), await overdue(at, dayOf(zone))]).toEqual([true, false]);
  }
});

it('can be moved on an older bill whose words would be refused today', async () => {
  const [row] = await billing.db.query<{ id: string }>(
    withEntries(`insert into bills (patient_id, currency, details, lines, amount, issued_at, number)
     values ($1, 'USD', '—', '[{"description": "…", "code": null, "quantity": 1, "unitAmount": 100}]', 100, now(), next_bill_number(now()))`),
    [patientId],
  );
  const id = row?.id ?? '';
  expect(await change(id, { dueDate: dayOf('UTC', 7) })).toMatchObject({
    status: 200,
    body: { dueDate: dayOf('UTC', 7), details: '—', lines: [{ description: '…' }] },
  });
  expect(await change(id, { details: '—' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/details' }] },
  });
});
