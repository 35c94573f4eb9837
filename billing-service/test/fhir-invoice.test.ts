import { randomUUID } from 'node:crypto';
import type { Bundle, Invoice, OperationOutcome } from 'fhir/r4';
import { bearer } from '@hms/service-kit/testing/issuer';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { patientId, startBillingService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startBillingService('Europe/London');
  fhir = fhirClient(hospital.served.url);
});

const eur = (value: number) => ({ value, currency: 'EUR' });
const subject = { reference: `Patient/${patientId}` };
const unitPrice = { coding: [{ system: 'urn:hms:bill-amount', code: 'unit-price', display: 'Price of one' }] };

const visit: Invoice = {
  resourceType: 'Invoice',
  status: 'issued',
  subject,
  recipient: subject,
  account: { reference: `Account/${patientId}` },
  lineItem: [
    {
      sequence: 1,
      chargeItemCodeableConcept: { coding: [{ code: '99213' }], text: 'Visit' },
      priceComponent: [
        { type: 'informational', code: unitPrice, amount: eur(80.1) },
        { type: 'base', factor: 1, amount: eur(80.1) },
      ],
    },
    {
      sequence: 2,
      chargeItemCodeableConcept: { text: 'Dressing' },
      priceComponent: [
        { type: 'informational', code: unitPrice, amount: eur(0.07) },
        { type: 'base', factor: 1.5, amount: eur(0.11) },
      ],
    },
  ],
  totalPriceComponent: [{ type: 'base', amount: eur(80.21) }],
  totalNet: eur(80.21),
  totalGross: eur(80.21),
  paymentTerms: 'Due on 2099-12-31.',
  note: [{ text: 'Paid by the daughter' }],
};

const create = async (invoice: Invoice): Promise<Invoice> => {
  const { status, resource } = await fhir.send('POST', '/Invoice', invoice);
  expect({ status, resource }).toMatchObject({ status: 201 });
  return resource as Invoice;
};
const read = async (id: string | undefined) => (await fhir.get(`/Invoice/${id}`)).resource as Invoice;
const amountsOf = ({ totalPriceComponent = [] }: Invoice) =>
  totalPriceComponent.map(({ type, code, amount }) => [code?.coding?.[0]?.code ?? type, amount?.value]);

test('what is created comes back equal, with its number and time, and natively as the same bill', async () => {
  const made = await create(visit);
  const got = await fhir.get(`/Invoice/${made.id}`);
  expect(got.headers.get('etag')).toBe('W/"1"');
  const { id, meta, identifier, date, totalPriceComponent, ...rest } = got.resource as Invoice;
  expect({ ...rest, totalPriceComponent: totalPriceComponent?.slice(0, 1) }).toEqual(visit);
  expect(totalPriceComponent?.[1]).toMatchObject({ type: 'informational', amount: eur(80.21) });
  expect(identifier).toEqual([
    { use: 'official', system: 'urn:hms:bill-number', value: expect.stringMatching(/^INV-\d{4}-\d{6}$/) },
  ]);
  expect(date).toMatch(/[+-]\d\d:\d\d$|Z$/);
  expect(meta?.versionId).toBe('1');
  const native = await hospital.served.api.get(`/bills/${id}`);
  expect(native.body).toMatchObject({
    patientId,
    amount: 80.21,
    currency: 'EUR',
    dueDate: '2099-12-31',
    details: 'Paid by the daughter',
    lines: [
      { code: '99213', quantity: 1 },
      { quantity: 1.5, unitAmount: 0.07, amount: 0.11 },
    ],
  });
});

test('a draft has neither number nor date, and nothing due', async () => {
  const made = await create({
    resourceType: 'Invoice',
    status: 'draft',
    subject,
    totalGross: eur(0.3),
    note: [{ text: 'Estimate' }],
  });
  expect(made).toMatchObject({ status: 'draft', totalNet: eur(0.3) });
  expect(amountsOf(made)).toEqual([['base', 0.3]]);
  for (const absent of ['identifier', 'date', 'lineItem', 'paymentTerms']) expect(made).not.toHaveProperty(absent);
});

test('what is paid, given back and due is told beside a total that they do not change', async () => {
  const { id } = await create({ ...visit, lineItem: undefined, totalPriceComponent: undefined });
  const paymentId = randomUUID();
  await hospital.command(id ?? '', 'discounts', { amount: 0.2, reason: 'Goodwill' }).expect(201);
  await hospital.command(id ?? '', 'payments', { paymentId, amount: 30.01, currency: 'EUR' }).expect(201);
  await hospital
    .command(id ?? '', 'refunds', { paymentId, refundId: randomUUID(), amount: 10, currency: 'EUR' })
    .expect(201);
  const partly = await read(id);
  expect(partly).toMatchObject({ status: 'issued', totalNet: eur(80.01), totalGross: eur(80.01) });
  expect(amountsOf(partly)).toEqual([
    ['base', 80.21],
    ['discount', 0.2],
    ['paid', 30.01],
    ['refunded', 10],
    ['due', 60],
  ]);
  await hospital.pay(id ?? '', 60, { currency: 'EUR' }).expect(201);
  expect(await read(id)).toMatchObject({ status: 'balanced' });
});

test('a cancelled bill is cancelled', async () => {
  const { id } = await create(visit);
  await hospital.command(id ?? '', 'cancel').expect(200);
  expect(await read(id)).toMatchObject({ status: 'cancelled', identifier: [{ system: 'urn:hms:bill-number' }] });
});

test.each([
  ['JPY', 12_345, 345, 12_000],
  ['USD', 0.3, 0.1, 0.2],
  ['USD', 99_999_999_999, 0.01, 99_999_999_998.99],
  ['KWD', 1.003, 0.002, 1.001],
])('in %s money is exact: %d less %d is %d', async (currency, amount, discount, total) => {
  const { id } = await hospital.issue({ amount, currency });
  await hospital.command(id, 'discounts', { amount: discount, reason: 'Goodwill' }).expect(201);
  const text = await (await fetch(`${hospital.served.url}/fhir/R4/Invoice/${id}`, { headers: bearer() })).text();
  expect(text).toContain(`"totalGross":{"value":${total},"currency":"${currency}"}`);
});

test.each([
  ['a tax', { totalPriceComponent: [{ type: 'tax', amount: eur(1) }] }, 'Invoice.totalPriceComponent[0].type'],
  ['a net total of its own', { totalNet: eur(70) }, 'Invoice.totalNet.value'],
  ['two currencies', { totalNet: { value: 80.21, currency: 'USD' } }, 'Invoice.totalNet.currency'],
  ['another recipient', { recipient: { reference: `Patient/${randomUUID()}` } }, 'Invoice.recipient'],
  ['an organisation as recipient', { recipient: { reference: 'Organization/1' } }, 'Invoice.recipient.reference'],
  ['a number', { identifier: [{ value: 'INV-2026-000001' }] }, 'Invoice.identifier'],
  ['an account of another', { account: { reference: `Account/${randomUUID()}` } }, 'Invoice.account'],
  ['an issuer', { issuer: { display: 'Us' } }, 'Invoice.issuer'],
  ['a status that follows', { status: 'balanced' }, 'Invoice.status'],
  ['terms in other words', { paymentTerms: 'Soon' }, 'Invoice.paymentTerms'],
  ['a date that is none', { paymentTerms: 'Due on 2026-02-30.' }, 'Invoice.paymentTerms'],
  [
    'a sum that is wrong',
    { totalNet: eur(80), totalGross: eur(80), totalPriceComponent: undefined },
    'Invoice.totalGross.value',
  ],
  [
    'a currency that is none',
    {
      lineItem: undefined,
      totalNet: undefined,
      totalPriceComponent: undefined,
      totalGross: { value: 1, currency: 'EEE' },
    },
    'Invoice.totalGross.currency',
  ],
  [
    'half a cent',
    { lineItem: undefined, totalNet: undefined, totalPriceComponent: undefined, totalGross: eur(1.005) },
    'Invoice.totalGross.value',
  ],
  ['no patient', { subject: undefined }, 'Invoice.subject'],
])('%s is refused by its element', async (_what, change, element) => {
  const { status, resource } = await fhir.send('POST', '/Invoice', { ...visit, ...change });
  expect({ status, resource }).toMatchObject({ status: 400 });
  const { issue } = resource as OperationOutcome;
  expect(issue.map(({ expression = [], details }) => expression[0] ?? details?.text).join(' ')).toContain(element);
});

test.each([
  [
    'a line that does not come to what it says',
    { factor: 2, amount: eur(80.11) },
    "lineItem[0].priceComponent.where(type = 'base').amount.value",
  ],
  ['a factor of four decimals', { factor: 1.0001 }, "lineItem[0].priceComponent.where(type = 'base').factor"],
])('%s is refused by its element', async (_what, base, element) => {
  const { status, resource } = await fhir.send('POST', '/Invoice', {
    resourceType: 'Invoice',
    status: 'issued',
    subject,
    lineItem: [
      {
        chargeItemCodeableConcept: { text: 'Visit' },
        priceComponent: [
          { type: 'informational', code: unitPrice, amount: eur(40) },
          { type: 'base', ...base },
        ],
      },
    ],
  });
  expect({ status, resource }).toMatchObject({
    status: 400,
    resource: { issue: [{ expression: [`Invoice.${element}`] }] },
  });
});

test('a factor without the price of one is refused: the price cannot be worked out exactly', async () => {
  const { status, resource } = await fhir.send('POST', '/Invoice', {
    ...visit,
    lineItem: [
      {
        chargeItemCodeableConcept: { text: 'Visit' },
        priceComponent: [{ type: 'base', factor: 3, amount: eur(80.21) }],
      },
    ],
  });
  expect({ status, resource }).toMatchObject({
    status: 400,
    resource: { issue: [{ expression: ['Invoice.lineItem[0].priceComponent'] }] },
  });
});

describe('search', () => {
  const owner = randomUUID();
  const numbers: Record<string, string> = {};
  beforeAll(async () => {
    const issue = async (name: string, bill: object) => {
      numbers[name] = (await hospital.issue({ patientId: owner, details: name, currency: 'EUR', ...bill })).number;
    };
    await issue('draft', { amount: 10, status: 'draft' });
    await issue('small', { amount: 99.49 });
    await issue('middle', { amount: 100 });
    await issue('yen', { amount: 100, currency: 'JPY' });
    await issue('large', { amount: 1000.25 });
    const id = async (name: string) => (await found(`identifier=${numbers[name]}`, 'id'))[0] ?? '';
    await hospital.pay(await id('small'), 10, { currency: 'EUR' }).expect(201);
    await hospital.pay(await id('middle'), 100, { currency: 'EUR' }).expect(201);
    await hospital.command(await id('large'), 'cancel').expect(200);
    // on the two sides of midnight in London, which is an hour ahead of UTC until 25 October
    await hospital.run(`
      alter table bills disable trigger user;
      update bills set issued_at = '2026-10-24T22:59:59Z' where number = '${numbers['small']}';
      update bills set issued_at = '2026-10-24T23:00:00Z' where number = '${numbers['middle']}';
      update bills set issued_at = '2026-10-25T23:59:59Z' where number = '${numbers['yen']}';
      update bills set issued_at = '2026-10-26T00:00:00Z' where number = '${numbers['large']}';
      alter table bills enable trigger user;`);
  });

  const found = async (query: string, what: 'name' | 'id' = 'name'): Promise<(string | undefined)[]> => {
    const { status, resource } = await fhir.get(`/Invoice?patient=${owner}&_sort=_id&${query}`);
    expect({ status, resource }).toMatchObject({ status: 200 });
    return ((resource as Bundle<Invoice>).entry ?? []).map(({ resource: one }) =>
      what === 'id' ? one?.id : one?.note?.[0]?.text,
    );
  };

  test.each([
    ['status=draft', ['draft']],
    ['status=issued', ['small', 'yen']],
    ['status=balanced', ['middle']],
    ['status=cancelled', ['large']],
    ['status=entered-in-error', []],
    ['status:not=issued', ['draft', 'middle', 'large']],
    ['status=http://hl7.org/fhir/invoice-status|issued,balanced', ['small', 'middle', 'yen']],
    ['totalgross=100', ['middle', 'yen']],
    ['totalgross=100||EUR', ['middle']],
    ['totalgross=99.49|urn:iso:std:iso:4217|EUR', ['small']],
    ['totalgross=99', ['small']],
    ['totalgross=ne100', ['draft', 'small', 'large']],
    ['totalgross=gt100', ['large']],
    ['totalgross=ge100||EUR', ['middle', 'large']],
    ['totalgross=lt99.49', ['draft']],
    ['totalnet=le99.49', ['draft', 'small']],
    ['totalnet=ap110.8', ['middle', 'yen']],
    ['date=2026-10-24', ['small']],
    // a day of 25 hours
    ['date=2026-10-25', ['middle', 'yen']],
    ['date=2026-10-26', ['large']],
    ['date=ge2026-10-26', ['large']],
    ['date=2026-10-24T23:00:00Z', ['middle']],
    ['date=2026-10-25T00:00:00', ['middle']],
    ['date=lt2026-10-25', ['small']],
    ['_sort=-date&status=issued,balanced', ['yen', 'middle', 'small']],
    [`recipient=Patient/${owner}&status=draft`, ['draft']],
    [`subject:Patient=${owner}&status=draft`, ['draft']],
    [`account=Account/${owner}&status=draft`, ['draft']],
    [`account=Account/${patientId}&status=draft`, []],
    [`subject=Patient/${patientId}`, []],
  ])('%s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  test('by number, alone and with its system', async () => {
    const number = numbers['yen'];
    expect(await found(`identifier=${number}`)).toEqual(['yen']);
    expect(await found(`identifier=urn:hms:bill-number|${number}`)).toEqual(['yen']);
    expect(await found(`identifier=urn:other|${number}`)).toEqual([]);
    expect(await found('identifier=INV-1999-000001')).toEqual([]);
  });

  test.each([
    'status=paid',
    'totalgross=many',
    'totalgross=100|http://unitsofmeasure.org|EUR',
    'totalgross=1e2',
    'identifier=urn:hms:bill-number|',
    'subject=Group/1',
    'date=2026-02-30',
    'type=invoice',
  ])('%s is refused', async (query) => {
    expect(await fhir.get(`/Invoice?${query}`)).toMatchObject({
      status: 400,
      resource: { resourceType: 'OperationOutcome' },
    });
  });
});

describe('access is as natively', () => {
  test('a patient reads and lists their own, and finds no other', async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const own = await hospital.issue({ patientId: mine });
    const other = await hospital.issue({ patientId: theirs });
    const patient = fhirClient(hospital.served.url, { roles: ['patient'], patient_id: mine });
    const ids = async (query: string) => {
      const { status, resource } = await patient.get(`/Invoice${query}`);
      expect(status).toBe(200);
      return ((resource as Bundle).entry ?? []).map((entry) => entry.resource?.id);
    };
    expect((await patient.get(`/Invoice/${own.id}`)).status).toBe(200);
    expect((await patient.get(`/Invoice/${other.id}`)).status).toBe(404);
    for (const query of [
      '',
      `?subject=Patient/${mine}`,
      `?patient=${mine}`,
      `?_id=${own.id}`,
      `?identifier=${own.number}`,
    ])
      expect(await ids(query)).toEqual([own.id]);
    for (const query of [
      `?patient=${theirs}`,
      `?recipient=${theirs}`,
      `?_id=${other.id}`,
      `?identifier=${other.number}`,
    ])
      expect(await ids(query)).toEqual([]);
    expect(
      (await patient.send('POST', '/Invoice', { ...visit, subject: { reference: `Patient/${mine}` } })).status,
    ).toBe(403);
  });

  test('a nurse may not', async () => {
    const nurse = fhirClient(hospital.served.url, { roles: ['nurse'] });
    expect((await nurse.get('/Invoice')).status).toBe(403);
  });

  test('there is no history, and no update, and the statement does not promise them', async () => {
    const { id } = await hospital.issue();
    expect((await fhir.get(`/Invoice/${id}/_history`)).status).toBe(404);
    expect((await fhir.send('PUT', `/Invoice/${id}`, visit)).status).toBe(405);
    const { resource } = await fhir.get('/metadata');
    expect(resource).toMatchObject({
      rest: [
        {
          resource: [
            { type: 'Account' },
            { type: 'Invoice', interaction: [{ code: 'read' }, { code: 'search-type' }, { code: 'create' }] },
            { type: 'AuditEvent' },
          ],
        },
      ],
    });
  });
});

test('a repeat of a create with its key issues no second bill', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const first = await fhir.send('POST', '/Invoice', visit, key);
  const again = await fhir.send('POST', '/Invoice', visit, key);
  expect(again.resource).toEqual(first.resource);
});
