import { useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import { useMay } from '../access/may';
import { usePolling } from '../api/events';
import { answer, appointments, bills, payments, prescriptions } from '../api/services';
import type { Entry, Kind } from './timeline';

/** What one service knows of the patient; each loads, fails and comes back on its own. */
export interface Source {
  kind: Kind;
  entries: Entry[];
  isLoading: boolean;
  error: Error | null;
  /** When it was last read, as milliseconds; 0: never. */
  readAt: number;
  more: (() => void) | undefined;
}

interface Page<Row> {
  data: Row[];
  nextCursor: string | null;
}
const pageSize = 50;
/** A held booking or a payment under way becomes right by itself; so it is looked at until it has. */
const unsettled = ['pending', 'processing', 'draft'];

function usePages<Row extends { id: string; status?: string }>(
  name: string,
  patientId: string,
  enabled: boolean,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>,
  shows: readonly string[],
) {
  const often = usePolling(1_500);
  const polling = usePolling(15_000);
  const query = useInfiniteQuery({
    // the patient is part of the key, so no other patient's rows are ever shown
    queryKey: ['patient', patientId, name],
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Row>) => page.nextCursor ?? undefined,
    enabled,
    meta: { shows, patientId },
    refetchInterval: ({ state }) =>
      state.status === 'error'
        ? 5_000
        : state.data?.pages.some(({ data }) =>
              data.some(({ status }) => status !== undefined && unsettled.includes(status)),
            )
          ? often
          : polling,
  });
  return {
    rows: rowsOf(query.data),
    state: {
      isLoading: query.isLoading,
      error: query.error,
      readAt: query.dataUpdatedAt,
      more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    },
  };
}

/** Returns what every service that the role may ask knows of the patient. */
export function useSources(patientId: string): Source[] {
  const may = useMay();
  const pageOf = (cursor: string | undefined) => ({ patientId, limit: pageSize, ...(cursor && { cursor }) });

  const visits = usePages(
    'appointments',
    patientId,
    may('listAppointments'),
    (cursor, signal) => answer(appointments.GET('/appointments', { params: { query: pageOf(cursor) }, signal })),
    ['appointment'],
  );
  const scripts = usePages(
    'prescriptions',
    patientId,
    may('listPrescriptions'),
    (cursor, signal) => answer(prescriptions.GET('/prescriptions', { params: { query: pageOf(cursor) }, signal })),
    ['prescription', 'dispense'],
  );
  const billed = usePages(
    'bills',
    patientId,
    may('listBills'),
    (cursor, signal) => answer(bills.GET('/bills', { params: { query: pageOf(cursor) }, signal })),
    ['bill'],
  );
  const paid = usePages(
    'payments',
    patientId,
    may('listPayments'),
    (cursor, signal) => answer(payments.GET('/payments', { params: { query: pageOf(cursor) }, signal })),
    ['payment', 'refund'],
  );
  const given = usePages(
    'dispenses',
    patientId,
    may('findDispenses'),
    (cursor, signal) => answer(prescriptions.GET('/dispenses', { params: { query: pageOf(cursor) }, signal })),
    ['dispense', 'prescription'],
  );
  const ordered = new Map(scripts.rows.map((record) => [record.id, record]));

  const all: (Source | false)[] = [
    may('listAppointments') && {
      kind: 'appointment',
      entries: visits.rows.map((record) => ({ kind: 'appointment', record })),
      ...visits.state,
    },
    may('listPrescriptions') && {
      kind: 'prescription',
      entries: scripts.rows.map((record) => ({ kind: 'prescription', record })),
      ...scripts.state,
    },
    may('findDispenses') && {
      kind: 'dispense',
      // what it was stands in its prescription, which may be on a page that is still to come
      entries: given.rows.flatMap((record) => {
        const order = ordered.get(record.prescriptionId);
        return order
          ? [{ kind: 'dispense' as const, record, medication: order.medication.name, unit: order.quantityUnit }]
          : [];
      }),
      ...given.state,
    },
    may('listBills') && {
      kind: 'bill',
      entries: billed.rows.map((record) => ({ kind: 'bill', record })),
      ...billed.state,
    },
    may('listPayments') && {
      kind: 'payment',
      entries: paid.rows.map((record) => ({ kind: 'payment', record })),
      ...paid.state,
    },
  ];
  return all.filter((source) => source !== false);
}

function rowsOf<Row>(data: InfiniteData<Page<Row>> | undefined): Row[] {
  return data?.pages.flatMap((page) => page.data) ?? [];
}
