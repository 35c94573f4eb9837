import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { newKey } from '../api/new-key';
import { answer, payments } from '../api/services';
import { useOnce, useSending } from '../api/use-sending';
import { toMajor } from '../texts/currency';
import type { Part } from './share-out';
import type { Method } from './method';
import type { Payment } from './use-account';

/** One payment that is to be taken: for a bill, or a deposit. Amounts in minor units. */
export interface Order extends Part<Method> {
  for: { billId: string } | { patientId: string };
  currency: string;
}

/** What has become of it. `left`: not asked for, because one before it was refused. */
export type Step = { order: Order } & (
  | { state: 'waiting' | 'sending' | 'left' }
  | { state: 'answered'; payment: Payment }
  | { state: 'refused'; error: Error }
);

interface Keyed {
  order: Order;
  /** The same for every attempt, so that the money is taken once. */
  key: string;
}

/** Takes the payments of one person one after the other; after a refusal nothing more is asked for. */
export function useTaking(patientId: string) {
  const once = useOnce();
  const client = useQueryClient();
  const [steps, setSteps] = useState<Step[]>([]);
  const { mutateAsync, isPending } = useSending({
    mutationFn: ({ order, key }: Keyed) =>
      answer(payments.POST('/payments', { params: { header: { 'Idempotency-Key': key } }, body: bodyOf(order) })),
    onSettled: () => client.invalidateQueries({ queryKey: ['patient', patientId] }),
  });
  const isRunning = isPending || steps.some(({ state }) => state === 'waiting' || state === 'sending');
  // the key is in this page's memory alone
  useEffect(() => {
    if (!isRunning) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isRunning]);

  const take = async (orders: readonly Order[]) => {
    let all: Step[] = orders.map((order) => ({ order, state: 'waiting' }));
    const note = (at: number, step: Step) => {
      all = all.with(at, step);
      setSteps(all);
    };
    for (const [at, order] of orders.entries()) {
      note(at, { order, state: 'sending' });
      try {
        note(at, { order, state: 'answered', payment: await mutateAsync({ order, key: newKey() }) });
      } catch (error) {
        all = all.map((step, index) => (index > at ? { order: step.order, state: 'left' } : step));
        note(at, { order, state: 'refused', error: error instanceof Error ? error : new Error(String(error)) });
        return;
      }
    }
  };
  return {
    steps,
    isRunning,
    take: (orders: readonly Order[]) => once(JSON.stringify(orders), () => take(orders)),
    forget: () => setSteps([]),
  };
}

function bodyOf({ for: what, currency, amount, method, given, reference }: Order) {
  return {
    ...what,
    currency,
    method,
    amount: toMajor(amount, currency),
    ...(given !== undefined && { tendered: toMajor(given, currency) }),
    ...(reference !== '' && { reference }),
  };
}
