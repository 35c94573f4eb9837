import { currentRequest } from '@hms/service-kit/request-context';
import { page, type HttpResponse } from '@hms/service-kit/response';
import { isOurFault, type Reply } from '@hms/service-kit/upstream';
import { conditionsOf, listPage, type Bind, type ListQuery } from '@hms/service-kit/paging';
import type { Queryable } from '@hms/service-kit/database';
import { invalidRequest, unavailable } from '@hms/service-kit/problem';
import { appointmentList } from './appointment-store';
import type { DoctorClient, DoctorTime } from './doctor-client';
import type { Interval } from './free-time';

/** What doctor-service is asked once: the hours of a doctor over visits that begin within one piece of time. */
interface Question {
  doctorId: string;
  piece: number;
  window: Interval;
}

interface Hours extends Question {
  intervals: Interval[];
}

/** Doctor-service is asked for 62 days at most, and a visit that begins on the last of 61 may take until the next. */
const pieceSeconds = 61 * 86_400;
const mostQuestions = 400;
const askedAtOnce = 16;

/**
 * The answer to `GET /appointments?outsideHours=true`: the visits to come, or under way, that do not lie within the present
 * hours of their doctor, who may have left. Who overbooked knew of it, so what was overbooked is not among them.
 */
export async function listOutsideHours(
  db: Queryable,
  doctors: DoctorClient,
  query: ListQuery,
  url: string,
): Promise<HttpResponse> {
  const now = new Date();
  const hours = await askHours(doctors, await findQuestions(db, query, now));
  const outside = await findOutside(db, query, now, hours);
  const filters = { ...appointmentList.filters, outside: 'a.id = any(?::uuid[])' };
  const found = await listPage(db, { ...appointmentList, filters }, { ...query, outside });
  return page({ ...found, count: outside.length }, url);
}

// a visit takes 24 hours at most, so the second condition says no more than the first, in words that an index knows
const toCome = `a.status in ('pending', 'booked', 'arrived') and a.overbook_reason is null
  and a.end_at > ?::timestamptz and a.start_at > ?::timestamptz - interval '24 hours'`;
// counted from the first that may be under way, so that the next two months are one piece
const piece = `floor(extract(epoch from a.start_at - (?::timestamptz - interval '24 hours')) / ${pieceSeconds})::integer`;

const visitsToCome = (query: ListQuery, now: Date, bind: Bind) => {
  const conditions = conditionsOf({ ...appointmentList.filters, now: toCome }, { ...query, now }, bind);
  return conditions.join(' and ');
};
const pieceOfVisit = (now: Date, bind: Bind) => piece.replace('?', () => bind(now));

const findQuestions = async (db: Queryable, query: ListQuery, now: Date): Promise<Question[]> => {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const rows = await db.query<{ doctorId: string; piece: number } & Interval>(
    `select a.doctor_id as "doctorId", ${pieceOfVisit(now, bind)} as piece,
       floor(extract(epoch from min(a.start_at)) * 1000)::float8 as start, ceil(extract(epoch from max(a.end_at)) * 1000)::float8 as end
     from appointments a where ${visitsToCome(query, now, bind)}
     group by 1, 2 limit ${bind(mostQuestions + 1)}::integer`,
    values,
  );
  if (rows.length > mostQuestions) throw tooMuchToAsk(query);
  return rows.map(({ doctorId, piece, start, end }) => ({ doctorId, piece, window: { start, end } }));
};

const tooMuchToAsk = (query: ListQuery) => {
  const [pointer, advice] = query['doctorId'] === undefined ? ['/doctorId', 'name a doctor, or give'] : ['/to', 'give'];
  const detail = `is wanted: the hours of too many doctors and days would have to be looked up; ${advice} from and to closer together`;
  return invalidRequest([{ in: 'query', pointer, detail }]);
};

const askHours = async (doctors: DoctorClient, questions: Question[]): Promise<Hours[]> => {
  const hours: Hours[] = [];
  for (let next = 0; next < questions.length; next += askedAtOnce) {
    const asked = questions.slice(next, next + askedAtOnce);
    const ask = async (question: Question) => ({
      ...question,
      intervals: intervalsOf(await doctors.getTime(question.doctorId, question.window)),
    });
    hours.push(...(await Promise.all(asked.map(ask))));
  }
  return hours;
};

/** None of a doctor who is not there any more, or takes no visits. */
const intervalsOf = (reply: Reply<DoctorTime>): Interval[] => {
  if (reply.outcome === 'responded') return reply.value.intervals;
  if (reply.outcome === 'refused' && !isOurFault(reply.problem)) return [];
  throw unavailable(
    'doctor-service does not respond, so the service cannot tell which visits are outside the hours. Try again in a moment, or ask for one doctor.',
  );
};

const findOutside = async (db: Queryable, query: ListQuery, now: Date, hours: Hours[]): Promise<string[]> => {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const conditions = visitsToCome(query, now, bind);
  const instant = (time: number) => new Date(time).toISOString();
  const asked = hours.map(({ doctorId, piece, window, intervals }) => ({
    doctor_id: doctorId,
    piece,
    start_at: instant(window.start),
    end_at: instant(window.end),
    worked: `{${intervals.map(({ start, end }) => `[${instant(start)},${instant(end)})`).join(',')}}`,
  }));
  // a visit that was booked after the questions were made may lie outside what was asked, and is left out
  const rows = await db.query<{ id: string; patientId: string }>(
    `select a.id, a.patient_id as "patientId"
     from json_to_recordset(${bind(JSON.stringify(asked))})
         as h (doctor_id uuid, piece integer, start_at timestamptz, end_at timestamptz, worked tstzmultirange)
       join appointments a on a.doctor_id = h.doctor_id and ${pieceOfVisit(now, bind)} = h.piece
         and a.start_at >= h.start_at and a.end_at <= h.end_at
     where ${conditions} and not h.worked @> tstzrange(a.start_at, a.end_at)`,
    values,
  );
  // whom the caller may not see is not counted either
  const isHidden = currentRequest()?.sight?.isHidden ?? (() => false);
  return rows.filter(({ patientId }) => !isHidden(patientId)).map(({ id }) => id);
};
