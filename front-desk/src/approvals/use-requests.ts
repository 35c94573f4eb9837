import { useQuery } from '@tanstack/react-query';
import type { components as Bills } from '../api/generated/billing-service';
import type { components as Payments } from '../api/generated/payment-service';
import { useMay } from '../access/may';
import { usePolling } from '../api/events';
import { answer, bills, payments } from '../api/services';

type Refund = Payments['schemas']['Refund'];
type DiscountRequest = Bills['schemas']['DiscountRequest'];

/** What waits for another person. */
export type Request = { kind: 'refund'; record: Refund } | { kind: 'discount'; record: DiscountRequest };

const most = 200;
/** So often each is asked for while no changes are told of. */
const everyMs = 5_000;

/** Returns the refunds and discounts that wait, the longest first. */
export function useRequests() {
  const may = useMay();
  const polling = usePolling(everyMs);
  const status = 'awaiting-approval' as const;
  const refunds = useQuery({
    queryKey: ['approvals', 'refunds'],
    queryFn: async ({ signal }) =>
      (await answer(payments.GET('/refunds', { params: { query: { status, limit: most } }, signal }))).data,
    enabled: may('findRefunds'),
    meta: { shows: ['refund'] },
    refetchInterval: polling,
  });
  const discounts = useQuery({
    queryKey: ['approvals', 'discounts'],
    queryFn: async ({ signal }) =>
      (await answer(bills.GET('/discount-requests', { params: { query: { status, limit: most } }, signal }))).data,
    enabled: may('listDiscountRequests'),
    meta: { shows: ['discount-request'] },
    refetchInterval: polling,
  });
  const requests: Request[] = [
    ...(refunds.data ?? []).map((record) => ({ kind: 'refund' as const, record })),
    ...(discounts.data ?? []).map((record) => ({ kind: 'discount' as const, record })),
  ];
  return {
    requests: requests.toSorted((a, b) => a.record.createdAt.localeCompare(b.record.createdAt)),
    isLoading: refunds.isLoading || discounts.isLoading,
    errors: [refunds.error, discounts.error].filter((error) => error !== null),
  };
}

/** Returns the payment that is to be given back. */
export function usePaymentOf(request: Request) {
  const id = request.kind === 'refund' ? request.record.paymentId : '';
  return useQuery({
    queryKey: ['payment', id],
    queryFn: ({ signal }) => answer(payments.GET('/payments/{id}', { params: { path: { id } }, signal })),
    enabled: request.kind === 'refund',
    meta: { shows: ['payment', 'refund'] },
  });
}

/** Returns the bill on which the discount is asked for. */
export function useBillOf(request: Request) {
  const id = request.kind === 'discount' ? request.record.billId : '';
  return useQuery({
    queryKey: ['bill', id],
    queryFn: ({ signal }) => answer(bills.GET('/bills/{id}', { params: { path: { id } }, signal })),
    enabled: request.kind === 'discount',
    meta: { shows: ['bill'] },
  });
}
