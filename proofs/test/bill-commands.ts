import fc from 'fast-check';
import { major } from '../money/units';
import { amount, approve, command, hasBills, n, nth } from './command';
import { currencies, due, limit } from './model';

export const bill = fc
  .record({
    currency: fc.constantFrom(...currencies),
    lines: fc.array(fc.record({ thousandths: fc.integer({ min: 1, max: 3000 }), unit: amount }), { maxLength: 3 }),
    amount,
  })
  .map((all) =>
    command('issue', all, async (model, { billing }, { currency, lines, amount: whole }) => {
      const ofLines = lines.reduce((sum, { thousandths, unit }) => sum + Math.round((thousandths * unit) / 1000), 0);
      const sent = lines.map(({ thousandths, unit }) => ({
        description: 'x',
        quantity: thousandths / 1000,
        unitAmount: major(unit, currency),
      }));
      const terms = ofLines > 0 ? { lines: sent } : { details: 'x', amount: major(whole, currency) };
      const { status, body } = await billing.post('/bills').send({ patientId: model.patientId, currency, ...terms });
      const billed = ofLines > 0 ? ofLines : whole;
      expect({ status, body }).toMatchObject({ status: 201, body: { amount: major(billed, currency) } });
      const { id } = body as { id: string };
      model.bills.push({ id, currency, amount: billed, discount: 0, paid: 0, refunded: 0, cancelled: false });
    }),
  );

export const discount = fc.record({ n, hundredths: fc.integer({ min: 1, max: 10_000 }) }).map((all) =>
  command(
    'discount',
    all,
    async (model, { billing }, terms) => {
      const of = nth(model.bills, terms.n);
      const off = Math.round((terms.hundredths * of.amount) / 10_000);
      const { status, body } = await billing
        .post(`/bills/${of.id}/discounts`)
        .send({ percent: terms.hundredths / 100, reason: 'x' });
      const allowed = of.discount + off > limit ? 202 : 201;
      const expected = of.cancelled || due(of) === 0 || off > due(of) ? 409 : allowed;
      expect({ off, status }).toEqual({ off, status: off === 0 && due(of) > 0 ? 400 : expected });
      if (status === 202) {
        const { id } = body as { id: string };
        expect(await approve(billing, `/discount-requests/${id}`)).toMatchObject({ status: 200 });
      }
      if (status < 300) of.discount += off;
    },
    hasBills,
  ),
);

export const cancel = fc.record({ n }).map((all) =>
  command(
    'cancel',
    all,
    async (model, { billing }, terms) => {
      const of = nth(model.bills, terms.n);
      const { status } = await billing.post(`/bills/${of.id}/cancel`).send({});
      const possible = !of.cancelled && of.paid === of.refunded;
      expect(status).toBe(possible ? 200 : 409);
      of.cancelled ||= possible;
    },
    hasBills,
  ),
);
