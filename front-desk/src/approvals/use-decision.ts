import { useQueryClient } from '@tanstack/react-query';
import { newKey } from '../api/new-key';
import { answer, bills, payments } from '../api/services';
import { useSending } from '../api/use-sending';
import type { Request } from './use-requests';

/** `reason` is there where it is rejected. */
interface Decision {
  /** The same for every attempt. */
  key: string;
  reason: string | undefined;
}

/** Returns what approves or rejects one request, and how that ended. */
export function useDecision(request: Request) {
  const client = useQueryClient();
  const decision = useSending({
    mutationFn: ({ key, reason }: Decision): Promise<Request['record']> => {
      const header = { 'Idempotency-Key': key };
      if (request.kind === 'refund') {
        const path = { id: request.record.paymentId, refundId: request.record.id };
        return reason === undefined
          ? answer(payments.POST('/payments/{id}/refunds/{refundId}/approve', { params: { path, header }, body: {} }))
          : answer(
              payments.POST('/payments/{id}/refunds/{refundId}/reject', { params: { path, header }, body: { reason } }),
            );
      }
      const path = { id: request.record.id };
      return reason === undefined
        ? answer(bills.POST('/discount-requests/{id}/approve', { params: { path, header }, body: {} }))
        : answer(bills.POST('/discount-requests/{id}/reject', { params: { path, header }, body: { reason } }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['approvals'] }),
  });
  return {
    ...decision,
    approve: () => decision.mutate({ key: newKey(), reason: undefined }),
    reject: (reason: string) => decision.mutate({ key: newKey(), reason }),
  };
}
