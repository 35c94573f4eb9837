import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { major } from '../money/units';
import type { BothServices } from './both-services';
import {
  addressOf,
  amount,
  approve,
  command,
  hasBills,
  hasPayments,
  isAwaiting,
  lost,
  n,
  nth,
  settled,
} from './command';
import {
  applyPayment,
  currencies,
  due,
  giveBack,
  isPayable,
  limit,
  refundable,
  takeDeposit,
  type Bill,
  type Payment,
} from './model';

const method = fc.constantFrom('cash', 'card', 'deposit');

const bodyOf = ({ id, currency }: Bill, paid: number, by: string, excess: boolean) => ({
  billId: id,
  currency,
  amount: major(paid, currency),
  method: by,
  ...(excess && { excess: 'deposit' }),
});

export const pay = fc
  .record({ n, amount, whole: fc.boolean(), method, wantsExcess: fc.boolean(), keyed: fc.boolean(), lost })
  .map((all) =>
    command(
      'pay',
      all,
      async (model, real, terms) => {
        const paid = nth(model.bills, terms.n);
        const sum = terms.whole && due(paid) > 0 ? due(paid) : terms.amount;
        const excess = terms.wantsExcess && terms.method !== 'deposit';
        const twin = model.payments.some(
          (other) => other.bill === paid && other.amount === sum && other.method === terms.method,
        );
        const isTwin = !terms.keyed && twin;
        const expected = isPayable(model, paid, sum, terms.method, excess) && !isTwin;
        const request = () => real.payment.post('/payments').send(bodyOf(paid, sum, terms.method, excess));
        const post = () => (terms.keyed ? request().set('Idempotency-Key', randomUUID()) : request());
        const id = await settled(real, 'payment', { post, expected, lost: terms.lost });
        if (id) applyPayment(model, id, paid, sum, terms.method);
      },
      hasBills,
    ),
  );

/** The same twice at one moment, under one key: one payment, or one refusal. */
export const payTwice = fc.record({ n, amount }).map((all) =>
  command(
    'pay twice',
    all,
    async (model, { payment }, terms) => {
      const paid = nth(model.bills, terms.n);
      const key = randomUUID();
      const post = () =>
        payment
          .post('/payments')
          .send(bodyOf(paid, terms.amount, 'card', false))
          .set('Idempotency-Key', key);
      await Promise.all([post(), post(), post()]);
      const { status, body } = await post();
      const expected = isPayable(model, paid, terms.amount, 'card', false);
      expect({ status, body }).toMatchObject({ status: expected ? 201 : 409 });
      if (expected) applyPayment(model, (body as { id: string }).id, paid, terms.amount, 'card');
    },
    hasBills,
  ),
);

/** Five at one moment, each a payment of its own: as many as what is due, or held, has room for. */
export const payAtOnce = fc.record({ n, amount, method }).map((all) =>
  command(
    'pay at once',
    all,
    async (model, { payment }, { n: which, amount: sum, method: by }) => {
      const paid = nth(model.bills, which);
      const post = () =>
        payment
          .post('/payments')
          .send(bodyOf(paid, sum, by, false))
          .set('Idempotency-Key', randomUUID());
      const answers = await Promise.all(Array.from({ length: 5 }, post));
      for (const { status, body } of answers.sort((a, b) => a.status - b.status)) {
        const expected = isPayable(model, paid, sum, by, false);
        expect({ status, body }).toMatchObject({ status: expected ? 201 : 409 });
        if (expected) applyPayment(model, (body as { id: string }).id, paid, sum, by);
      }
    },
    hasBills,
  ),
);

export const deposit = fc.record({ currency: fc.constantFrom(...currencies), amount, lost }).map((all) =>
  command('deposit', all, async (model, real, { currency, amount: sum, lost: isLost }) => {
    const body = { patientId: model.patientId, currency, amount: major(sum, currency), method: 'cash' };
    const post = () => real.payment.post('/payments').send(body).set('Idempotency-Key', randomUUID());
    const id = await settled(real, 'payment', { post, expected: true, lost: isLost });
    if (id) takeDeposit(model, id, currency, sum, 'cash');
  }),
);

const refundOf = ({ payment }: BothServices, { id, currency }: Payment, sum: number) =>
  payment.post(`/payments/${id}/refunds`).send({ amount: major(sum, currency), reason: 'x' });

export const refund = fc.record({ n, amount, whole: fc.boolean(), lost }).map((all) =>
  command(
    'refund',
    all,
    async (model, real, terms) => {
      const of = nth(model.payments, terms.n);
      const most = refundable(model, of);
      const sum = terms.whole && most > 0 ? most : terms.amount;
      const expected = sum <= most;
      const post = () => refundOf(real, of, sum);
      const given = of.amount - of.applied - of.deposited;
      const awaits = given + sum <= of.amount && given + sum > limit;
      if (await settled(real, 'refund', { post, expected, lost: terms.lost, awaits })) giveBack(model, of, sum);
    },
    hasPayments,
  ),
);

export const refundAtOnce = fc.record({ n, amount }).map((all) =>
  command(
    'refund at once',
    all,
    async (model, real, terms) => {
      const of = nth(model.payments, terms.n);
      const answers = await Promise.all(Array.from({ length: 4 }, () => refundOf(real, of, terms.amount)));
      for (const asked of answers.sort((a, b) => a.status - b.status)) {
        const { status, body } = isAwaiting(asked) ? await approve(real.payment, addressOf(asked)) : asked;
        const expected = terms.amount <= refundable(model, of);
        expect({ status, body }).toMatchObject({ status: expected ? (isAwaiting(asked) ? 200 : 201) : 409 });
        if (expected) giveBack(model, of, terms.amount);
      }
    },
    hasPayments,
  ),
);
