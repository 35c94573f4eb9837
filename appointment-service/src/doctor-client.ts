import type { Reply } from '@hms/service-kit/upstream';
import type { Upstreams } from '@hms/service-kit/upstreams';
import { z } from 'zod';
import type { Interval, WorkingTime } from './free-time';

const instant = z.iso.datetime({ offset: true }).transform((time) => Date.parse(time));

const interval = z.object({ start: instant, end: instant });

const DoctorTime = z.object({
  doctorId: z.string(),
  name: z.string(),
  specialty: z.string(),
  active: z.boolean(),
  // absent as hours are
  timeZone: z.string().optional(),
  visitMinutes: z.int(),
  scheduled: z.boolean().optional(),
  intervals: z.array(interval),
  // absent in what a doctor-service of before answers, while the fleet is renewed
  hours: z.array(interval).optional(),
});
const DoctorTimePage = z.object({ data: z.array(DoctorTime), nextCursor: z.string().nullable() });

/** A doctor, and when he or she works within the window that was asked for. */
export type DoctorTime = z.output<typeof DoctorTime> & WorkingTime;

type Whose = { doctorId: string } | { specialty: string };

export interface DoctorClient {
  /** Refused: there is no such doctor. */
  getTime(doctorId: string, window: Interval): Promise<Reply<DoctorTime>>;
  /**
   * The same, shared by all who ask while the answer is on its way: one question for a rush on one time. For advice, not for
   * a booking, which wants to know how things are now.
   */
  shareTime(doctorId: string, window: Interval): Promise<Reply<DoctorTime>>;
  /** Those who are there of the doctors whose ids are given, with commas between them; or all active ones of a specialty. */
  listTimes(whose: Whose, window: Interval): Promise<Reply<DoctorTime[]>>;
}

const query = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();
const inQuery = ({ start, end }: Interval) => ({
  from: new Date(start).toISOString(),
  to: new Date(end).toISOString(),
});

export const doctorClient = (upstreams: Upstreams, baseUrl: string): DoctorClient => {
  const doctors = upstreams.at('doctor-service', baseUrl, ['/problems/not-found']);

  const listFrom = async (whose: Whose, window: Interval, cursor?: string): Promise<Reply<DoctorTime[]>> => {
    const page = { ...whose, ...inQuery(window), limit: '200', ...(cursor === undefined ? {} : { cursor }) };
    const reply = await doctors.get(`/availability?${query(page)}`, DoctorTimePage);
    if (reply.outcome !== 'responded') return reply;
    const { data, nextCursor } = reply.value;
    const times = data.map((time) => ({ ...time, window }));
    if (nextCursor === null) return { outcome: 'responded', value: times };
    const rest = await listFrom(whose, window, nextCursor);
    return rest.outcome === 'responded' ? { outcome: 'responded', value: [...times, ...rest.value] } : rest;
  };

  const getTime = async (doctorId: string, window: Interval): Promise<Reply<DoctorTime>> => {
    const reply = await doctors.get(`/doctors/${doctorId}/availability?${query(inQuery(window))}`, DoctorTime);
    return reply.outcome === 'responded' ? { outcome: 'responded', value: { ...reply.value, window } } : reply;
  };

  const onTheWay = new Map<string, Promise<Reply<DoctorTime>>>();
  const shareTime = (doctorId: string, window: Interval): Promise<Reply<DoctorTime>> => {
    const question = `${doctorId} ${window.start} ${window.end}`;
    const asked = onTheWay.get(question) ?? getTime(doctorId, window).finally(() => onTheWay.delete(question));
    onTheWay.set(question, asked);
    return asked;
  };

  return {
    getTime,
    shareTime,
    listTimes: (whose, window) => listFrom(whose, window),
  };
};
