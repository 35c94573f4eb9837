import fc from 'fast-check';
import type { BothServices } from './both-services';
import type { Model } from './model';

export type Command = fc.AsyncCommand<Model, BothServices>;
interface HttpResponse {
  status: number;
  body: { id?: string; paymentId?: string; refundId?: string; type?: string };
}

/** @param terms what it is done with, shown where it fails */
export const command = <T extends object>(
  name: string,
  terms: T,
  run: (model: Model, real: BothServices, terms: T) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Command => ({
  check,
  run: (model, real) => run(model, real, terms),
  toString: () => `${name} ${JSON.stringify(terms)}`,
});
export const hasBills = ({ bills }: Model) => bills.length > 0;
export const hasPayments = ({ payments }: Model) => payments.length > 0;
export const nth = <T>(all: T[], n: number): T => all[n % all.length] as T;

/** Sends it, and where the answer gets lost has the job ask again; gives the id of what was done, or undefined. */
export const settled = async (
  { line, settle, payment }: BothServices,
  what: 'payment' | 'refund',
  { post, expected, lost }: { post: () => PromiseLike<HttpResponse>; expected: boolean; lost: boolean },
): Promise<string | undefined> => {
  line.losesAnswers = lost;
  const { status, body } = await post();
  line.losesAnswers = false;
  if (status !== 202) {
    expect({ status, body }).toMatchObject({ status: expected ? 201 : 409 });
    return expected ? body.id : undefined;
  }
  expect({ lost }).toEqual({ lost: true });
  const id = String(body.id);
  await settle[what](id);
  const paymentId = 'paymentId' in body ? `${body.paymentId}/refunds/` : '';
  const { body: after } = await payment.get(`/payments/${paymentId}${id}`);
  expect(after).toMatchObject({ status: expected ? 'completed' : 'failed' });
  return expected ? id : undefined;
};

export const amount = fc.integer({ min: 1, max: 2000 });
export const n = fc.nat(9);
export const lost = fc.boolean();
