import { useQueryClient } from '@tanstack/react-query';
import type { components, operations } from '../api/generated/payment-service';
import { newKey } from '../api/new-key';
import { answer, payments } from '../api/services';
import { useSending } from '../api/use-sending';
import { toMajor } from '../texts/currency';
import type { ReadCount } from './count';
import { differenceOf } from './difference';
import type { Expected } from './use-expected';

type NewClosing = NonNullable<operations['closeDay']['requestBody']>['content']['application/json'];
export type Closing = components['schemas']['Closing'];

interface Counted {
  desk: string;
  counts: readonly ReadCount[];
  expected: Expected;
}

/** Closes the day, once. */
export function useClosing() {
  const client = useQueryClient();
  const closing = useSending({
    mutationFn: ({ key, body }: { key: string; body: NewClosing }) =>
      answer(payments.POST('/closings', { params: { header: { 'Idempotency-Key': key } }, body })),
    // where something came in meanwhile, what is expected now is read
    onSettled: () => client.invalidateQueries({ queryKey: ['closings'] }),
  });
  return {
    ...closing,
    close: (counted: Counted) => closing.mutate({ key: newKey(), body: bodyOf(counted) }),
  };
}

function bodyOf({ desk, counts, expected }: Counted): NewClosing {
  return {
    ...(desk.trim() !== '' && { desk: desk.trim() }),
    counts: counts.map((count) => {
      const { draft, counted = 0, float = 0, denominations } = count;
      const { currency, explanation } = draft;
      const differs = differenceOf(count, expected) !== 0;
      return {
        method: draft.method as NewClosing['counts'][number]['method'],
        currency,
        counted: toMajor(counted, currency),
        float: toMajor(float, currency),
        ...(denominations && {
          denominations: denominations.map(({ value, count }) => ({ value: toMajor(value, currency), count })),
        }),
        // of an earlier difference it is none of this
        ...(differs && explanation.trim() !== '' && { explanation: explanation.trim() }),
      };
    }),
  };
}
