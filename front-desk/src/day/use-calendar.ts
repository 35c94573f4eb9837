import { useQueries, useQuery } from '@tanstack/react-query';
import type { components as Appointments } from '../api/generated/appointment-service';
import type { components as Doctors } from '../api/generated/doctor-service';
import { usePolling } from '../api/events';
import { answer, appointments, doctors } from '../api/services';
import type { Doctor } from './doctors';

export type Appointment = Appointments['schemas']['Appointment'];
export type Slot = Appointments['schemas']['Slot'];
export type Availability = Doctors['schemas']['Availability'];
export type TimeOff = Doctors['schemas']['TimeOff'];

/** So often each is asked for while no changes are told of. */
const often = 5_000;
const unsettledMs = 1_500;
/** Hours and leave change rarely; and hours are no record that is told of. */
const seldom = 60_000;
const dayMs = 86_400_000;

/** From when to when, as instants with a zone. */
export interface Range {
  from: string;
  to: string;
}

interface Page<Row> {
  data: Row[];
  nextCursor?: string | null;
}

/** Reads every page of a list. */
export async function all<Row>(read: (cursor: { cursor?: string }) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor === undefined ? {} : { cursor });
    rows.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

/** Returns the visits that meet the range: of one doctor, or of all. */
export function useVisits(doctorId: string | undefined, range: Range) {
  // who came in before the range may still be there; no visit takes longer than a day
  const from = new Date(Date.parse(range.from) - dayMs).toISOString();
  const [polling, pollingUnsettled] = [usePolling(often), usePolling(unsettledMs)];
  return useQuery({
    queryKey: ['day', 'visits', doctorId, range],
    queryFn: async ({ signal }) => {
      const visits = await all((page) => {
        const query = { from, to: range.to, limit: 200, ...(doctorId !== undefined && { doctorId }), ...page };
        return answer(appointments.GET('/appointments', { params: { query }, signal }));
      });
      return visits.filter(({ endTime }) => Date.parse(endTime) > Date.parse(range.from));
    },
    meta: { shows: ['appointment'] },
    refetchInterval: ({ state }) => (state.data?.some(isUnsettled) ? pollingUnsettled : polling),
  });
}

/** A held visit becomes right by itself. */
const isUnsettled = ({ status, waitingMove, heldUntil, doctor }: Appointment) =>
  (status === 'pending' && (heldUntil === null || doctor === null)) || waitingMove !== null;

/** Returns what the columns show: visits, hours, leave and free places. */
export function useCalendar(shown: readonly Doctor[], range: Range) {
  const only = shown.length === 1 ? shown[0]?.id : undefined;
  const visits = useVisits(only, range);
  const pollingFree = usePolling(3 * often);
  const perDoctor = useQueries({
    queries: shown.map(({ id }) => ({
      queryKey: ['day', 'hours', id, range],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const params = { path: { id }, query: range };
        const [hours, leave] = await Promise.all([
          answer(doctors.GET('/doctors/{id}/availability', { params, signal })),
          all((page) =>
            answer(
              doctors.GET('/doctors/{id}/time-off', {
                params: { path: { id }, query: { ...range, limit: 200, ...page } },
                signal,
              }),
            ),
          ),
        ]);
        return { hours, leave };
      },
      meta: { shows: ['doctor', 'time-off'] },
      refetchInterval: seldom,
    })),
  });
  const free = useQueries({
    queries: shown.map(({ id }) => ({
      queryKey: ['day', 'free', id, range],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        all((page) => {
          const from = new Date(Math.max(Date.parse(range.from), Date.now())).toISOString();
          if (from >= range.to) return Promise.resolve({ data: [] as Slot[] });
          const query = { doctorId: id, from, to: range.to, limit: 200, ...page };
          return answer(appointments.GET('/slots', { params: { query }, signal }));
        }),
      // the visits tell at once what is taken; that something is free again may take a little
      meta: { shows: ['appointment', 'doctor', 'time-off'] },
      refetchInterval: pollingFree || seldom,
    })),
  });
  const queries = [visits, ...perDoctor, ...free];
  return {
    visits: visits.data ?? [],
    hours: new Map(perDoctor.flatMap(({ data }) => (data ? [[data.hours.doctorId, data.hours] as const] : []))),
    leave: perDoctor.flatMap(({ data }) => data?.leave ?? []),
    free: free.flatMap(({ data }) => data ?? []),
    isLoading: visits.isLoading || perDoctor.some(({ isLoading }) => isLoading),
    /** Also what is free, which no one waits for. */
    isRead: queries.every(({ isLoading }) => !isLoading),
    error: queries.find(({ error }) => error)?.error ?? null,
    readAt: visits.dataUpdatedAt,
  };
}

export type Calendar = ReturnType<typeof useCalendar>;
