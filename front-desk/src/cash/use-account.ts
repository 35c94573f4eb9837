import { useQuery } from '@tanstack/react-query';
import type { components as Bills } from '../api/generated/billing-service';
import type { components as Payments } from '../api/generated/payment-service';
import { useMay } from '../access/may';
import { usePolling } from '../api/events';
import { answer, bills, payments } from '../api/services';
import { toMinor } from '../texts/currency';

export type Bill = Bills['schemas']['Bill'];
export type Payment = Payments['schemas']['Payment'];
export type Refund = Payments['schemas']['Refund'];

const mostBills = 200;
const shownPayments = 50;
/** So often each is asked for while no changes are told of. */
const everyMs = 5_000;
const whileUnsettledMs = 1_500;

/** Returns the bills on which something is owed, oldest first. */
export function useOwedBills(patientId: string) {
  return useQuery({
    queryKey: ['patient', patientId, 'owed'],
    queryFn: async ({ signal }) => {
      const read = (status: 'issued' | 'partially-paid') =>
        answer(bills.GET('/bills', { params: { query: { patientId, status, limit: mostBills } }, signal }));
      const pages = await Promise.all([read('issued'), read('partially-paid')]);
      return {
        owed: pages
          .flatMap(({ data }) => data)
          .filter(({ dueAmount }) => dueAmount > 0)
          .sort((a, b) => (a.issuedAt ?? '').localeCompare(b.issuedAt ?? '') || a.id.localeCompare(b.id)),
        hasMore: pages.some(({ nextCursor }) => nextCursor !== null),
      };
    },
    // another desk may take money for the same bill
    meta: { shows: ['bill'], patientId },
    refetchInterval: usePolling(everyMs),
  });
}

/** Returns the bills that are written and not issued, newest first. */
export function useDraftBills(patientId: string) {
  return useQuery({
    queryKey: ['patient', patientId, 'draft-bills'],
    queryFn: async ({ signal }) =>
      (await answer(bills.GET('/bills', { params: { query: { patientId, status: 'draft' } }, signal }))).data,
    meta: { shows: ['bill'], patientId },
    refetchInterval: usePolling(15_000),
  });
}

/** Returns the newest payments; those under way become right by themselves. */
export function usePaymentsOf(patientId: string) {
  const [polling, pollingUnsettled] = [usePolling(everyMs), usePolling(whileUnsettledMs)];
  return useQuery({
    queryKey: ['patient', patientId, 'paid'],
    queryFn: async ({ signal }) =>
      (await answer(payments.GET('/payments', { params: { query: { patientId, limit: shownPayments } }, signal })))
        .data,
    meta: { shows: ['payment', 'refund'], patientId },
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'processing') ? pollingUnsettled : polling,
  });
}

/** Returns the refunds of the patient that wait for a person or a service. */
export function useOpenRefunds(patientId: string) {
  const may = useMay();
  const [polling, pollingUnsettled] = [usePolling(everyMs), usePolling(whileUnsettledMs)];
  return useQuery({
    queryKey: ['patient', patientId, 'open-refunds'],
    queryFn: async ({ signal }) => {
      const read = (status: 'awaiting-approval' | 'processing') =>
        answer(payments.GET('/refunds', { params: { query: { status, limit: 200 } }, signal }));
      const pages = await Promise.all([read('awaiting-approval'), read('processing')]);
      return pages.flatMap(({ data }) => data).filter((refund) => refund.patientId === patientId);
    },
    enabled: may('findRefunds'),
    meta: { shows: ['refund'], patientId },
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'processing') ? pollingUnsettled : polling,
  });
}

/** Returns what one person may still give back alone of this payment, in minor units: 0 where any sum needs another; undefined until it is known. */
export function useAlone({ currency, refundedAmount }: Payment, held: number): number | undefined {
  const { data } = useQuery({
    queryKey: ['refund-limits'],
    queryFn: ({ signal }) => answer(payments.GET('/refunds/limits', { signal })),
    // a setting of the service
    staleTime: 10 * 60_000,
  });
  const limit = data?.limits.find((one) => one.currency === currency)?.amount ?? 0;
  return data && Math.max(0, toMinor(limit, currency) - toMinor(refundedAmount, currency) - held);
}

/** Returns one payment as it is now; one under way is looked at until it is settled, which may have been told before it was shown. */
export function usePayment(first: Payment) {
  const { data } = useQuery({
    queryKey: ['payment', first.id],
    queryFn: ({ signal }) => answer(payments.GET('/payments/{id}', { params: { path: { id: first.id } }, signal })),
    initialData: first,
    enabled: first.status === 'processing',
    meta: { shows: ['payment'] },
    refetchInterval: ({ state }) => (state.data?.status === 'processing' ? whileUnsettledMs : false),
  });
  return data;
}

/** Returns one refund as it is now, likewise. */
export function useRefund(first: Refund) {
  const { data } = useQuery({
    queryKey: ['refund', first.id],
    queryFn: async ({ signal }) => {
      const path = { id: first.paymentId };
      const { data: all } = await answer(payments.GET('/payments/{id}/refunds', { params: { path }, signal }));
      return all.find(({ id }) => id === first.id) ?? first;
    },
    initialData: first,
    enabled: first.status === 'processing',
    meta: { shows: ['refund'] },
    refetchInterval: ({ state }) => (state.data?.status === 'processing' ? whileUnsettledMs : false),
  });
  return data;
}
