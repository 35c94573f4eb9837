import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { components, operations } from '../api/generated/payment-service';
import { newKey } from '../api/new-key';
import { answer, payments } from '../api/services';
import { toMajor, toMinor } from '../texts/currency';
import { keyOf, type ReadCount } from './count';
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
  const closing = useMutation({
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
    counts: counts.map(({ draft, counted = 0, float = 0, denominations }) => {
      const { currency, explanation } = draft;
      const net = expected.lines.find((line) => keyOf(line) === keyOf(draft))?.net ?? 0;
      const differs = counted !== float + toMinor(net, currency);
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
