import { page, type HttpResponse } from '@hms/service-kit/response';
import type { Database, Queryable } from '@hms/service-kit/database';
import { operation, type Operation } from '@hms/service-kit/operation';
import { isOurFault, type Reply } from '@hms/service-kit/upstream';
import { invalidRequest, unavailable } from '@hms/service-kit/problem';
import { z } from 'zod';
import { access } from './access';
import { horizon } from './booking-rules';
import { askableWindow, margin } from './calendar';
import type { DoctorClient, DoctorTime } from './doctor-client';
import { freeStarts, minutes, type Interval } from './free-time';
import { doctorInactive, doctorUnknown } from './problems';
import { SlotPage, slotRange, SlotQuery } from './schemas';
import { listTaken } from './taken-times';

/** Finds times that a booking would be given. A cursor names the last one that was shown. */
export function findSlots(db: Database, doctors: DoctorClient): Operation {
  return operation({
    id: 'findSlots',
    access: access.findSlots,
    patient: { in: 'query', name: 'patientId' },
    method: 'get',
    path: '/slots',
    summary: 'Find free times',
    description:
      'Finds times that can be booked, earliest first, of one doctor, of several, or of every active doctor of a specialty. Of several, who is unknown or inactive is left out. A time is not held: it may be gone when it is booked.',
    query: SlotQuery,
    responses: { 200: { description: 'A page of free times, each of which can be booked', schema: SlotPage } },
    problems: [doctorUnknown, doctorInactive],
    handle: ({ query, url }) => find(db, doctors, query, url),
  });
}

/** Returns the starts earliest first; see `freeStarts`. */
async function find(db: Queryable, doctors: DoctorClient, query: SlotQuery, url: string): Promise<HttpResponse> {
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
  const { start, end } = slotRange(query);
  // a booking has to begin later than now
  const range = { start: Math.max(start, Date.now() + 1, after?.[0] ?? 0), end: Math.min(end, horizon()) };
  const window = askableWindow({
    start: Math.min(range.start, range.end) - margin.before,
    end: range.end + margin.after,
  });
  const found = await askDoctors(doctors, query, window);
  const doctorIds = found.map(({ doctorId }) => doctorId);
  const taken = await listTaken(db, { doctorIds, patientId: query.patientId, window });

  const lengthFor = (doctor: DoctorTime) => minutes(query.durationMinutes ?? doctor.visitMinutes);
  const wanted = query.limit + 1;
  const slots = found.flatMap((doctor) => {
    const busy = taken
      .filter(({ whose }) => whose === doctor.doctorId || whose === query.patientId)
      .map(({ interval }) => interval);
    const grid = { step: minutes(doctor.visitMinutes), length: lengthFor(doctor) };
    const own: FreeSlot[] = [];
    for (const start of freeStarts(doctor, busy, grid, range)) {
      const slot = { start, doctor };
      if (!after || compare(cursorOf(slot), after) > 0) own.push(slot);
      if (own.length === wanted) break;
    }
    return own;
  });
  slots.sort((a, b) => compare(cursorOf(a), cursorOf(b)));
  const shown = slots.slice(0, query.limit);
  const last = slots.length > query.limit ? shown.at(-1) : undefined;
  const nextCursor = last ? Buffer.from(JSON.stringify(cursorOf(last))).toString('base64url') : null;
  return page({ records: shown.map((slot) => jsonOf(slot, lengthFor(slot.doctor))), nextCursor }, url);
}

interface FreeSlot {
  start: number;
  doctor: DoctorTime;
}

/** One doctor; or of several those who are there, of whom the inactive have no hours; or the active ones of a specialty. */
async function askDoctors(
  doctors: DoctorClient,
  { doctorId = '', specialty }: SlotQuery,
  window: Interval,
): Promise<DoctorTime[]> {
  if (specialty === undefined && !doctorId.includes(',')) {
    const one = told(await doctors.getTime(doctorId, window), doctorId);
    if (!one.active) throw doctorInactive(doctorId);
    return [one];
  }
  const whose = specialty === undefined ? { doctorId } : { specialty };
  return told(await doctors.listTimes(whose, window), doctorId);
}

function told<Value>(reply: Reply<Value>, doctorId: string): Value {
  if (reply.outcome === 'responded') return reply.value;
  if (reply.outcome === 'unavailable') throw unavailable('doctor-service does not respond. Try again in a moment.');
  if (isOurFault(reply.problem)) {
    throw invalidRequest([
      { in: 'query', pointer: '/from', detail: 'is outside the range that doctor-service supports' },
    ]);
  }
  throw doctorUnknown(doctorId);
}

const Cursor = z.tuple([z.int(), z.guid()]);
type Cursor = z.output<typeof Cursor>;

function readCursor(cursor: string): Cursor {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    const detail = 'is not a cursor of this list; use nextCursor as it was returned';
    throw invalidRequest([{ in: 'query', pointer: '/cursor', detail }]);
  }
}

const cursorOf = ({ start, doctor }: FreeSlot): Cursor => [start, doctor.doctorId];

const compare = ([startA, idA]: Cursor, [startB, idB]: Cursor) =>
  startA - startB || (idA < idB ? -1 : idA > idB ? 1 : 0);

const jsonOf = ({ start, doctor }: FreeSlot, length: number): string =>
  JSON.stringify({
    doctorId: doctor.doctorId,
    doctor: { name: doctor.name, specialty: doctor.specialty },
    time: new Date(start).toISOString(),
    endTime: new Date(start + length).toISOString(),
    durationMinutes: length / minutes(1),
  });
