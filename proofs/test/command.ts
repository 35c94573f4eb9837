import type { Api } from '@hms/service-kit/testing/service';
import { bearer } from '@hms/service-kit/testing/issuer';
import fc from 'fast-check';
import type { BothServices } from './both-services';
import type { Model } from './model';

export type Command = fc.AsyncCommand<Model, BothServices>;
interface HttpResponse {
  status: number;
  body: { id?: string; paymentId?: string; refundId?: string; type?: string; status?: unknown };
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

/** Another person than who asks for everything else. */
const manager = () => bearer({ sub: 'manager', roles: ['manager'] });

/** Has what awaits approval approved by another person. */
export const approve = (api: Api, address: string): PromiseLike<HttpResponse> =>
  api.post(`${address}/approve`).set(manager()).send({});

interface Terms {
  post: () => PromiseLike<HttpResponse>;
  expected: boolean;
  lost: boolean;
  /** Whether another person has to approve it first. */
  awaits?: boolean;
}

/**
 * Sends it, has it approved where it is above the limit, and where the answer gets lost has the job ask again; gives the id of
 * what was done, or undefined.
 */
export const settled = async (
  { line, settle, payment }: BothServices,
  what: 'payment' | 'refund',
  { post, expected, lost, awaits = false }: Terms,
): Promise<string | undefined> => {
  line.losesAnswers = lost;
  const asked = await post();
  expect({ status: asked.status, awaits: isAwaiting(asked) }).toMatchObject({ awaits });
  const { status, body } = awaits ? await approve(payment, addressOf(asked)) : asked;
  line.losesAnswers = false;
  if (status !== 202) {
    expect({ status, body }).toMatchObject({ status: expected ? (awaits ? 200 : 201) : 409 });
    return expected ? body.id : undefined;
  }
  expect({ lost }).toEqual({ lost: true });
  const id = String(body.id);
  await settle[awaits ? 'approved refund' : what](id);
  const paymentId = 'paymentId' in body ? `${body.paymentId}/refunds/` : '';
  const { body: after } = await payment.get(`/payments/${paymentId}${id}`);
  expect(after).toMatchObject({ status: expected ? 'completed' : 'failed' });
  return expected ? id : undefined;
};

export const isAwaiting = ({ body }: HttpResponse): boolean => body.status === 'awaiting-approval';
export const addressOf = ({ body }: HttpResponse): string => `/payments/${body.paymentId}/refunds/${body.id}`;

export const amount = fc.integer({ min: 1, max: 2000 });
export const n = fc.nat(9);
export const lost = fc.boolean();
