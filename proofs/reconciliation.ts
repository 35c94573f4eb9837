import { listAll, send, urlOf } from './fleet-client';

const [billingUrl, paymentUrl] = [urlOf('billing'), urlOf('payment')];

export interface Payment {
  id: string;
  status: string;
  currency: string;
  amount: number;
  refundedAmount: number;
}
interface Received {
  paymentId: string;
  currency: string;
  amount: number;
  refundedAmount: number;
}

export interface Difference {
  paymentId: string;
  difference: string;
}

const differs = (payment: Payment | undefined, received: Received | undefined): string | undefined => {
  if (!payment || (received && payment.status === 'failed')) return 'only billing-service has it';
  if (payment.status !== 'completed') return undefined;
  if (!received) return 'only payment-service has it';
  const [here, there] = [payment, received].map(({ currency, amount, refundedAmount }) =>
    [currency, amount, 'less', refundedAmount].join(' '),
  );
  return here === there ? undefined : `payment-service has ${here}, billing-service ${there}`;
};

/** The same pair once more, because one side may have changed while the other was read. */
const lookAgain = async (paymentId: string): Promise<string | undefined> => {
  const payment = await send('GET', `${paymentUrl}/payments/${paymentId}`);
  const { body } = await send('GET', `${billingUrl}/ledger/payments?paymentId=${paymentId}`);
  const [received] = body['data'] as Received[];
  return differs(payment.status === 200 ? (payment.body as unknown as Payment) : undefined, received);
};

/** Compares all payments of both services, both ways, over HTTP. */
export const reconcile = async (): Promise<{ compared: number; differences: Difference[] }> => {
  const received = new Map<string, Received>();
  for await (const one of listAll<Received>(`${billingUrl}/ledger/payments`)) received.set(one.paymentId, one);
  const suspects = new Set(received.keys());
  let compared = 0;
  for await (const payment of listAll<Payment>(`${paymentUrl}/payments`)) {
    compared++;
    suspects.delete(payment.id);
    if (differs(payment, received.get(payment.id))) suspects.add(payment.id);
  }
  const differences: Difference[] = [];
  for (const paymentId of suspects) {
    const difference = await lookAgain(paymentId);
    if (difference) differences.push({ paymentId, difference });
  }
  return { compared, differences };
};
