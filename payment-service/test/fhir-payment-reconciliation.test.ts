import { randomUUID } from 'node:crypto';
import { bearer } from '@hms/service-kit/testing/issuer';
import { answers } from '@hms/service-kit/testing/stub-upstream';
import type { Bundle, OperationOutcome, PaymentReconciliation } from 'fhir/r4';
import { fhirClient, type FhirClient } from '../../fhir-tests/client';
import { applies, billId, holds, patientId, startPaymentService, type Fixture } from './fixtures';

let hospital: Fixture;
let fhir: FhirClient;
beforeAll(async () => {
  hospital = await startPaymentService('Europe/London');
  fhir = fhirClient(hospital.served.url);
});
beforeEach(() => hospital.billing.behave(applies()));

interface Money {
  id: string;
  receiptNumber: string;
}
const paid = async (payment: object = {}, status = 201): Promise<Money> => {
  const response = await hospital.take({ amount: 100, ...payment });
  expect(response).toMatchObject({ status });
  return response.body as Money;
};
const refunded = async (id: string, amount: number, status = 201): Promise<Money> => {
  const response = await hospital.served.api
    .post(`/payments/${id}/refunds`)
    .send({ amount, reason: 'Visit did not take place' });
  expect(response).toMatchObject({ status });
  return response.body as Money;
};
const read = async (id: string) => {
  const { status, resource } = await fhir.get(`/PaymentReconciliation/${id}`);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return resource as PaymentReconciliation;
};
/** Another's, for a bill of their own. */
const paidBy = (whose: string, bill: string, depositedAmount = 0) => {
  hospital.billing.behave(answers(201, { id: bill, patientId: whose, payment: { depositedAmount } }));
  return paid({ billId: bill });
};
const usd = (value: number) => ({ value, currency: 'USD' });
const type = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/payment-type', code }],
});

test('a payment is told with its receipt, its bill and its method', async () => {
  const { id, receiptNumber } = await paid({ amount: 99.95, method: 'cheque', reference: 'Cheque 001234' });
  const got = await fhir.get(`/PaymentReconciliation/${id}`);
  expect(got.headers.get('etag')).toMatch(/^W\/"\d+"$/);
  const { created, paymentDate, meta, ...rest } = got.resource as PaymentReconciliation;
  expect(rest).toEqual({
    resourceType: 'PaymentReconciliation',
    id,
    extension: [
      {
        url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-PaymentReconciliation.method',
        valueCodeableConcept: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0570', code: 'CHCK' }],
          text: 'cheque',
        },
      },
    ],
    identifier: [{ use: 'official', system: 'urn:hms:receipt-number', value: receiptNumber }],
    status: 'active',
    outcome: 'complete',
    paymentAmount: usd(99.95),
    paymentIdentifier: { value: 'Cheque 001234' },
    detail: [
      { type: type('payment'), request: { reference: `Invoice/${billId}` }, date: paymentDate, amount: usd(99.95) },
    ],
  });
  expect(created).toMatch(/Z$|[+-]\d\d:\d\d$/);
  expect(paymentDate).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(meta).toMatchObject({ versionId: expect.any(String), lastUpdated: expect.any(String) });
});

test('what is held of a payment is an advance; all of a deposit is', async () => {
  hospital.billing.behave(applies(0.1));
  const { id } = await paid({ amount: 0.3, excess: 'deposit' });
  expect((await read(id)).detail).toMatchObject([
    { type: type('payment'), amount: usd(0.2) },
    { type: type('advance'), amount: usd(0.1) },
  ]);
  hospital.billing.behave(holds(50));
  const deposit = await paid({ billId: undefined, patientId, amount: 50 });
  const { detail } = await read(deposit.id);
  const account = { reference: `Account/${patientId}` };
  expect(detail).toMatchObject([{ type: type('advance'), request: account, amount: usd(50) }]);
  const { id: refundId } = await refunded(deposit.id, 10);
  expect((await read(refundId)).detail).toMatchObject([
    { type: type('adjustment'), request: account, amount: usd(-10) },
  ]);
});

test('a refund is one of its own, below zero, and names its payment and its bill', async () => {
  const payment = await paid();
  const { id } = await refunded(payment.id, 30.5);
  expect(await read(id)).toMatchObject({
    status: 'active',
    outcome: 'complete',
    paymentAmount: usd(-30.5),
    detail: [
      {
        type: type('adjustment'),
        predecessor: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${payment.id}` },
        request: { reference: `Invoice/${billId}` },
        amount: usd(-30.5),
      },
    ],
    processNote: [{ type: 'display', text: 'Visit did not take place' }],
  });
  expect(await read(id)).not.toHaveProperty('identifier');
  expect((await read(payment.id)).paymentAmount).toEqual(usd(100));
});

test('what is not settled is queued, what failed is cancelled, and nothing of it has a receipt', async () => {
  hospital.billing.behave(
    answers(409, { type: '/problems/exceeds-due', status: 409, title: 'x', detail: 'Only 1 is due.' }),
  );
  const failed = await paid({ amount: 7 }, 409).then(
    async () => (await found('outcome=error&_sort=-created'))[0] ?? '',
  );
  expect(await read(failed)).toMatchObject({ status: 'cancelled', outcome: 'error', disposition: 'Only 1 is due.' });
  hospital.billing.behave(answers(503, {}));
  const { id } = await paid({ amount: 8 }, 202);
  const waiting = await read(id);
  expect(waiting).toMatchObject({ status: 'active', outcome: 'queued' });
  for (const one of [waiting, await read(failed)]) expect(one).not.toHaveProperty('identifier');
});

test('a refund that awaits approval is a draft, and a rejected one is cancelled without an outcome', async () => {
  const payment = await paid({ amount: 2000 });
  const { id } = await refunded(payment.id, 600, 202);
  expect(await read(id)).toMatchObject({ status: 'draft', outcome: 'queued' });
  await hospital.served.api
    .post(`/payments/${payment.id}/refunds/${id}/reject`)
    .set(bearer({ sub: 'mei', roles: ['manager'] }))
    .send({ reason: 'The visit took place' })
    .expect(200);
  const rejected = await read(id);
  expect(rejected).toMatchObject({ status: 'cancelled' });
  expect(rejected).not.toHaveProperty('outcome');
});

test.each([
  ['JPY', 12_345, 345],
  ['USD', 0.3, 0.1],
  ['USD', 99_999_999_999, 0.01],
  ['KWD', 1.003, 0.002],
  ['CLF', 1.0004, 0.0003],
])('in %s money is exact: %d, of which %d is held', async (currency, amount, held) => {
  hospital.billing.behave(applies(held));
  const { id } = await paid({ amount, currency, excess: 'deposit' });
  const url = `${hospital.served.url}/fhir/R4/PaymentReconciliation/${id}`;
  const text = await (await fetch(url, { headers: bearer() })).text();
  const rest = { JPY: '12000', KWD: '1.001', CLF: '1.0001', USD: amount === 0.3 ? '0.2' : '99999999998.99' }[currency];
  expect(text).toContain(`"paymentAmount":{"value":${amount},"currency":"${currency}"}`);
  expect(text).toContain(`"amount":{"value":${held},"currency":"${currency}"}`);
  expect(text).toContain(`"amount":{"value":${rest},"currency":"${currency}"}`);
});

const found = async (query: string, client = fhir): Promise<string[]> => {
  const { status, resource } = await client.get(`/PaymentReconciliation?${query}`);
  expect({ status, resource }).toMatchObject({ status: 200 });
  return ((resource as Bundle).entry ?? []).map((entry) => entry.resource?.id ?? '');
};

describe('search', () => {
  const bill = randomUUID();
  const ids: Record<string, string> = {};
  const names = async (query: string) => {
    const all = await found(`request=Invoice/${bill}&_sort=_id&${query}`);
    return all.map((id) => Object.keys(ids).find((name) => ids[name] === id));
  };
  let receipt = '';

  beforeAll(async () => {
    const first = await paidBy(patientId, bill);
    receipt = first.receiptNumber;
    ids['first'] = first.id;
    ids['back'] = (await refunded(first.id, 10)).id;
    const large = await hospital.take({ billId: bill, amount: 2000 });
    ids['large'] = (large.body as Money).id;
    ids['asked'] = (await refunded(ids['large'] ?? '', 600, 202)).id;
    hospital.billing.behave(answers(503, {}));
    ids['waiting'] = (await paid({ billId: bill, amount: 8 }, 202)).id;
    // on the two sides of midnight in London, which is an hour ahead of UTC until 25 October
    const at = (table: string, name: string, time: string) =>
      `update ${table} set created_at = '${time}', settled_at = settled_at + ('${time}'::timestamptz - settled_at) where id = '${ids[name]}';`;
    await hospital.run(`
      alter table payments disable trigger user; alter table refunds disable trigger user;
      ${at('payments', 'first', '2026-10-24T22:59:59Z')} ${at('refunds', 'back', '2026-10-24T23:00:00Z')}
      ${at('payments', 'large', '2026-10-25T23:59:59Z')} ${at('refunds', 'asked', '2026-10-26T00:00:00Z')}
      alter table payments enable trigger user; alter table refunds enable trigger user;`);
  });

  test.each([
    ['status=active', ['first', 'back', 'large', 'waiting']],
    ['status=draft', ['asked']],
    ['status=http://hl7.org/fhir/fm-status|cancelled', []],
    ['status=entered-in-error', []],
    ['status:not=active', ['asked']],
    ['outcome=complete', ['first', 'back', 'large']],
    ['outcome=queued&status=active', ['waiting']],
    ['outcome=queued&status=draft', ['asked']],
    ['outcome=error,partial', []],
    ['created=2026-10-24', ['first']],
    ['created=2026-10-25', ['back', 'large']],
    ['created=2026-10-26', ['asked']],
    ['created=2026-10-24T23:00:00Z', ['back']],
    ['created=gt2026-10-26', ['waiting']],
    ['_sort=-created&created=lt2026-10-26', ['large', 'back', 'first']],
    [`request:Invoice=${randomUUID()}`, []],
  ])('%s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test('by number of the receipt, and by id of either', async () => {
    expect(await names(`identifier=${receipt}`)).toEqual(['first']);
    expect(await names(`identifier=urn:hms:receipt-number|${receipt}`)).toEqual(['first']);
    expect(await names(`identifier=urn:other|${receipt}`)).toEqual([]);
    expect(await names('identifier=RCP-1999-000001')).toEqual([]);
    expect(await names(`_id=${ids['back']},${ids['first']}`)).toEqual(['first', 'back']);
  });

  test('the day of a payment is one of the hospital’s calendar', async () => {
    const day = async (name: string) => (await read(ids[name] ?? '')).paymentDate;
    expect(await day('first')).toBe('2026-10-24');
    expect(await day('back')).toBe('2026-10-25');
    expect(await day('large')).toBe('2026-10-25');
    expect(await day('asked')).toBe('2026-10-26');
  });

  test('pages of both neither repeat nor skip', async () => {
    const seen: (string | undefined)[] = [];
    let next: string | undefined = `/PaymentReconciliation?request=${bill}&_count=2&_total=accurate`;
    while (next !== undefined) {
      const bundle = (await fhir.get(next)).resource as Bundle;
      expect(bundle.total).toBe(5);
      seen.push(...(bundle.entry ?? []).map(({ resource }) => resource?.id));
      next = bundle.link?.find(({ relation }) => relation === 'next')?.url.replace(/^.*\/R4/, '');
    }
    expect(seen).toEqual(['waiting', 'asked', 'large', 'back', 'first'].map((name) => ids[name]));
  });

  test.each(['status=completed', 'outcome=failed', 'request=Task/1', 'created=soon', 'payment-issuer=Organization/1'])(
    '%s is refused',
    async (query) => {
      const { status, resource } = await fhir.get(`/PaymentReconciliation?${query}`);
      expect({ status, resource }).toMatchObject({ status: 400 });
      expect((resource as OperationOutcome).resourceType).toBe('OperationOutcome');
    },
  );
});

describe('access is as natively', () => {
  const [mine, theirs, bill] = [randomUUID(), randomUUID(), randomUUID()];
  let own: Money, back: Money, other: Money, otherBack: Money;
  beforeAll(async () => {
    own = await paidBy(mine, bill);
    back = await refunded(own.id, 1);
    other = await paidBy(theirs, randomUUID());
    otherBack = await refunded(other.id, 1);
  });

  test('a patient reads and lists their own payments and refunds, and finds no other', async () => {
    const patient = fhirClient(hospital.served.url, { roles: ['patient'], patient_id: mine });
    const status = async (id: string) => (await patient.get(`/PaymentReconciliation/${id}`)).status;
    expect([await status(own.id), await status(back.id)]).toEqual([200, 200]);
    expect([await status(other.id), await status(otherBack.id)]).toEqual([404, 404]);
    for (const query of [
      '',
      `patient=Patient/${mine}`,
      `request=${bill}`,
      `_id=${own.id},${back.id},${other.id},${otherBack.id}`,
    ])
      expect(await found(query, patient)).toEqual([back.id, own.id]);
    for (const query of [
      `patient=${theirs}`,
      `_id=${other.id}`,
      `_id=${otherBack.id}`,
      `identifier=${other.receiptNumber}`,
    ])
      expect(await found(query, patient)).toEqual([]);
  });

  test('a program that may read payments and no refunds finds payments alone', async () => {
    const program = fhirClient(hospital.served.url, { roles: ['integration'] });
    expect(await found(`_id=${own.id},${back.id}`, program)).toEqual([own.id]);
    expect((await program.get(`/PaymentReconciliation/${own.id}`)).status).toBe(200);
    expect((await program.get(`/PaymentReconciliation/${back.id}`)).status).toBe(404);
    const { resource } = await program.get(`/PaymentReconciliation?request=${bill}&_total=accurate`);
    expect(resource).toMatchObject({ total: 1 });
  });

  test('who is a patient beside it finds all payments, and their own refunds', async () => {
    const both = fhirClient(hospital.served.url, { roles: ['integration', 'patient'], patient_id: mine });
    const query = `_id=${own.id},${back.id},${other.id},${otherBack.id}`;
    expect(await found(query, both)).toEqual([other.id, back.id, own.id]);
    expect((await both.get(`/PaymentReconciliation/${otherBack.id}`)).status).toBe(404);
  });

  test('a nurse may not, and nobody writes', async () => {
    const nurse = fhirClient(hospital.served.url, { roles: ['nurse'] });
    expect((await nurse.get('/PaymentReconciliation')).status).toBe(403);
    expect((await nurse.get(`/PaymentReconciliation/${own.id}`)).status).toBe(403);
    expect((await fhir.send('POST', '/PaymentReconciliation', {})).status).toBe(405);
    expect((await fhir.get(`/PaymentReconciliation/${own.id}/_history`)).status).toBe(404);
    expect((await fhir.get(`/PaymentReconciliation/${randomUUID()}`)).status).toBe(404);
  });
});
