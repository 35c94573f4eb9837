import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
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

/** So many doctors a list takes at once; few hospitals have as many of one specialty. */
const mostAtOnce = 100;

/** Reads a list of several doctors whole, by one request for all of them and each page. */
async function ofAll<Row>(
  ids: readonly string[],
  read: (query: { doctorId: string; limit: number; cursor?: string }) => Promise<Page<Row>>,
): Promise<Row[]> {
  const parts: string[] = [];
  for (let at = 0; at < ids.length; at += mostAtOnce) parts.push(ids.slice(at, at + mostAtOnce).join());
  const rows = await Promise.all(parts.map((doctorId) => all((page) => read({ doctorId, limit: 200, ...page }))));
  return rows.flat();
}

/** Returns what the columns show: visits, hours, leave and free places. */
export function useCalendar(shown: readonly Doctor[], range: Range) {
  const ids = shown.map(({ id }) => id);
  const visits = useVisits(ids.length === 1 ? ids[0] : undefined, range);
  const pollingFree = usePolling(3 * often);
  const hours = useQuery({
    queryKey: ['day', 'hours', ids, range],
    queryFn: ({ signal }) =>
      ofAll(ids, (query) =>
        answer(doctors.GET('/availability', { params: { query: { ...query, ...range } }, signal })),
      ),
    meta: { shows: ['doctor', 'time-off'] },
    refetchInterval: seldom,
  });
  const leave = useQuery({
    queryKey: ['day', 'leave', ids, range],
    queryFn: ({ signal }) =>
      ofAll(ids, (query) => answer(doctors.GET('/time-off', { params: { query: { ...query, ...range } }, signal }))),
    meta: { shows: ['doctor', 'time-off'] },
    refetchInterval: seldom,
  });
  const free = useQuery({
    queryKey: ['day', 'free', ids, range],
    queryFn: ({ signal }) =>
      ofAll(ids, (query) => {
        const from = new Date(Math.max(Date.parse(range.from), Date.now())).toISOString();
        if (from >= range.to) return Promise.resolve({ data: [] as Slot[] });
        return answer(appointments.GET('/slots', { params: { query: { ...query, from, to: range.to } }, signal }));
      }),
    // the visits tell at once what is taken; that something is free again may take a little
    meta: { shows: ['appointment', 'doctor', 'time-off'] },
    refetchInterval: pollingFree || seldom,
  });
  // they are many, and drawn where keys can come in between
  const places = useDeferredValue(free.data);
  const queries = [visits, hours, leave, free];
  return {
    visits: visits.data ?? [],
    hours: new Map((hours.data ?? []).map((one) => [one.doctorId, one])),
    leave: leave.data ?? [],
    free: places ?? [],
    isLoading: [visits, hours, leave].some(({ isLoading }) => isLoading),
    /** Also what is free, which no one waits for. */
    isRead: queries.every(({ isLoading }) => !isLoading) && places === free.data,
    error: queries.find(({ error }) => error)?.error ?? null,
    readAt: visits.dataUpdatedAt,
  };
}

export type Calendar = ReturnType<typeof useCalendar>;
