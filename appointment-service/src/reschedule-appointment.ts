import { ofRecord } from '@hms/service-kit/narrow';
import { accepted, ok, type HttpResponse } from '@hms/service-kit/response';
import { endJob } from '@hms/service-kit/jobs';
import { pendingOperation } from '@hms/service-kit/pending';
import type { Transaction } from '@hms/service-kit/database';
import {
  notFound,
  Problem,
  problemResponse,
  stateForbidsCommand,
  unavailable,
  versionMismatch,
} from '@hms/service-kit/problem';
import { requireVersion } from '@hms/service-kit/merge-patch';
import type { Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { isFree, stateAfter } from './appointment';
import { appointments, holdMove, moveTo, refuseMove } from './appointment-store';
import { findBooking, lockBooking, type Booking } from './booking';
import { brokenDoctorRule, brokenPatientRule, brokenTimeRule, type Facts, type Wanted } from './booking-rules';
import { askUpstreams, explainRefusal, judgeRefused } from './calendar';
import { Reschedule } from './command-schemas';
import type { AppointmentContext } from './context';
import { minutes } from './free-time';
import { bookingProblems, changedMeanwhile } from './problems';
import { Appointment } from './schemas';
import { freeTime } from './waitlist/freed-times';

const job = 'move-appointment';

/**
 * The old time is kept until the new one is safe. The upstreams are asked first, since nothing is to be held while they
 * respond; if one does not, both times are held and asked about once more. A visit that was missed has no old time, and one
 * that goes to another doctor would hold time of two: there nothing is changed, and the caller tries again.
 */
export function rescheduleAppointment(context: AppointmentContext): Operation {
  const { db, upstreams } = context;
  return pendingOperation(context, {
    id: 'rescheduleAppointment',
    access: access.rescheduleAppointment,
    patient: ofRecord(appointments),
    method: 'post',
    path: '/appointments/:id/reschedule',
    summary: 'Reschedule an appointment',
    description:
      'Moves the appointment to another time, another doctor, or both, by the rules of a booking; the old time is kept until the new one is safe. If doctor-service does not respond, both times are held and the response is 202. A move to another doctor, or of a visit that was missed, is answered 503 then, and nothing is changed.',
    params: idParameters,
    body: Reschedule,
    responses: {
      200: { description: 'The moved appointment', schema: Appointment },
      202: {
        description:
          'Both times are held; an upstream does not respond, and will be asked again. A move to another doctor, or of a visit that was missed, is never left so: it is answered 503, and nothing is changed',
        schema: Appointment,
      },
    },
    problems: [...bookingProblems, stateForbidsCommand, versionMismatch],
    job,

    prepare: async ({ params, body }) => {
      const now = Date.now();
      const before = await findBooking(db, params.id);
      if (!before) throw notFound('appointment', params.id);
      const wanted = wantedBy(before, body);
      return { now, before, wanted, reply: await askUpstreams(upstreams, wanted, now) };
    },

    store: async (tx, { params: { id }, body, ifMatch }, { now, before, wanted, reply }) => {
      const booking = await lockBooking(tx, id);
      if (!booking) throw notFound('appointment', id);
      requireVersion(ifMatch, booking.version);
      stateAfter('reschedule', booking);
      if (booking.wanted.doctorId !== before.wanted.doctorId) throw changedMeanwhile();
      const overbookReason = body.overbook?.reason ?? null;
      if (reply.outcome === 'unavailable') {
        const broken = brokenTimeRule(wanted, now);
        if (broken) throw broken;
        if (wanted.doctorId !== booking.wanted.doctorId || booking.status !== 'booked') throw notNow();
        return accepted('/appointments', await holdMove(tx, id, wanted, overbookReason));
      }
      const from = booking.wanted;
      const moved = await moveByRules(tx, id, wanted, reply.value, { overbookReason, from, now });
      if (booking.move) endJob(tx, job, id);
      await freeHeld(tx, booking);
      return ok(moved);
    },

    ask: async (id) => {
      const booking = await findBooking(db, id);
      const asked = booking && waitingMove(booking);
      if (!asked) return undefined;
      const reply = await askUpstreams(upstreams, asked);
      return reply.outcome === 'unavailable' ? reply : { ...reply, value: { asked, facts: reply.value } };
    },

    complete: async (tx, id, { value: { asked, facts } }, callerWaits) => {
      const booking = await lockBooking(tx, id);
      const wanted = booking && waitingMove(booking);
      if (!wanted) return respond(tx, id);
      // moved elsewhere meanwhile: that has scheduled the job anew
      if (!isSameTime(wanted, asked)) return undefined;
      const how = { overbookReason: booking.move?.overbookReason ?? null, from: booking.wanted };
      const refusal = await refusalOf(() => tx.savepoint(() => moveByRules(tx, id, wanted, facts, how)));
      await freeTime(tx, refusal ? wanted : booking.wanted);
      if (!refusal) return ok(await appointments.get(tx, id));
      if (await callerWaits) {
        await refuseMove(tx, id, null);
        const { doctor } = facts;
        const terms = doctor && { wanted, doctor, now: Date.now(), appointmentId: id };
        const explained = terms ? await explainRefusal(tx, refusal, terms) : refusal;
        return problemResponse(explained, `/appointments/${id}/reschedule`);
      }
      // its 202 has been answered, so the appointment says why it stays where it was
      await refuseMove(tx, id, refusedMove(wanted, refusal));
      return respond(tx, id);
    },

    respond,

    suggest: (refusal, { params }, { wanted }) =>
      judgeRefused(db, upstreams, refusal, { wanted, appointmentId: params.id }),
  });
}

/** @param move absent fields stay as they are */
function wantedBy({ wanted }: Booking, { time, doctorId, durationMinutes, overbook }: Reschedule): Wanted {
  const start = time === null ? wanted.start : Date.parse(time);
  const end = start + (durationMinutes === null ? wanted.end - wanted.start : minutes(durationMinutes));
  const overbooked = overbook !== null;
  return { ...wanted, doctorId: doctorId ?? wanted.doctorId, start, end, overbooked, as: 'ahead' };
}

/** The move that waits for an upstream. */
function waitingMove({ wanted, move }: Booking): Wanted | undefined {
  if (!move) return undefined;
  return { ...wanted, start: move.start, end: move.end, overbooked: move.overbookReason !== null, as: 'ahead' };
}

function isSameTime(one: Wanted, other: Wanted): boolean {
  return one.start === other.start && one.end === other.end && one.doctorId === other.doctorId;
}

/** Moves it if no rule is broken; else throws the problem, in the order of the rules. */
async function moveByRules(
  tx: Transaction,
  id: string,
  wanted: Wanted,
  facts: Facts,
  { overbookReason, from, now }: { overbookReason: string | null; from: Wanted; now?: number },
) {
  const broken = brokenDoctorRule(wanted, facts, now);
  if (broken) throw broken;
  const newDoctor = wanted.doctorId === from.doctorId ? null : facts.doctor;
  const moved = await moveTo(tx, id, wanted, overbookReason, newDoctor);
  const brokenByPatient = brokenPatientRule(wanted, facts.patient);
  if (brokenByPatient) throw brokenByPatient;
  return moved;
}

/** What it held goes to those who wait; one that was missed held nothing any more. */
async function freeHeld(tx: Transaction, { status, wanted, move }: Booking): Promise<void> {
  if (!isFree(status)) await freeTime(tx, wanted);
  if (move) await freeTime(tx, { ...wanted, ...move });
}

async function refusalOf(work: () => Promise<unknown>): Promise<Problem | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function refusedMove({ start, end }: Wanted, refusal: Problem) {
  return {
    time: new Date(start).toISOString(),
    endTime: new Date(end).toISOString(),
    type: `/problems/${refusal.kind.type}`,
    detail: refusal.message,
  };
}

/** One whose move waits no longer was moved, refused, moved elsewhere or cancelled by another: its caller looks again. */
async function respond(tx: Transaction, id: string): Promise<HttpResponse | undefined> {
  const booking = await lockBooking(tx, id);
  if (!booking) return problemResponse(notFound('appointment', id), `/appointments/${id}/reschedule`);
  return booking.move ? undefined : accepted('/appointments', await appointments.get(tx, id));
}

function notNow() {
  return unavailable(
    'Doctor-service or patient-service does not respond just now. The appointment stays where it was; try again.',
  );
}
