import { accepted, ok, type Answer } from '@hms/service-kit/answer';
import type { Command } from '@hms/service-kit/idempotency';
import { crashPoint } from '@hms/service-kit/crash-point';
import { endJob, schedulePending, type Job, type Waiting } from '@hms/service-kit/jobs';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { notFound, Problem, unavailable } from '@hms/service-kit/problem';
import { isFree, stateAfter } from './appointment';
import { holdMove, moveTo, refuseMove } from './appointment-store';
import { findBooking, lockBooking, type Booking } from './booking';
import { brokenDoctorRule, brokenPatientRule, brokenTimeRule, type Facts, type Wanted } from './booking-rules';
import { askNeighbours, judgeRefused, type Neighbours } from './calendar';
import type { Reschedule } from './command-schemas';
import { minutes } from './free-time';
import { changedMeanwhile } from './problems';
import { freeTime } from './waitlist/freed-times';

export interface Rescheduling {
  run(command: Command, id: string, request: Reschedule): Promise<Answer>;
  /** For `startJobs`: decides a move for which an upstream did not respond. */
  task: Job;
}

const jobName = 'move-appointment';

/** @param move absent fields stay as they are */
const wantedBy = ({ wanted }: Booking, { time, doctorId, durationMinutes, overbook }: Reschedule): Wanted => {
  const start = time === null ? wanted.start : Date.parse(time);
  const end = start + (durationMinutes === null ? wanted.end - wanted.start : minutes(durationMinutes));
  const overbooked = overbook !== null;
  return { ...wanted, doctorId: doctorId ?? wanted.doctorId, start, end, overbooked, as: 'ahead' };
};

/** Moves it if no rule is broken; else throws the problem, in the order of the rules. */
const moveByRules = async (
  tx: Transaction,
  id: string,
  wanted: Wanted,
  facts: Facts,
  { overbookReason, from, now }: { overbookReason: string | null; from: Wanted; now?: number },
) => {
  const broken = brokenDoctorRule(wanted, facts, now);
  if (broken) throw broken;
  const newDoctor = wanted.doctorId === from.doctorId ? null : facts.doctor;
  const moved = await moveTo(tx, id, wanted, overbookReason, newDoctor);
  const brokenByPatient = brokenPatientRule(wanted, facts.patient);
  if (brokenByPatient) throw brokenByPatient;
  return moved;
};

/** What it held goes to those who wait; one that was missed held nothing any more. */
const freeHeld = async (tx: Transaction, { status, wanted, move }: Booking): Promise<void> => {
  if (!isFree(status)) await freeTime(tx, wanted);
  if (move) await freeTime(tx, { ...wanted, ...move });
};

/**
 * The old time is kept until the new one is safe. The upstreams are asked first, since nothing is to be held while they
 * answer; where one does not, both times are held and the job decides. A visit that was missed has no old time, and one that
 * goes to another doctor would hold time of two: there nothing is changed, and the caller tries again.
 */
export const rescheduling = (db: Database, neighbours: Neighbours): Rescheduling => ({
  run: async (command, id, request) => {
    const now = Date.now();
    const before = await findBooking(db, id);
    if (!before) throw notFound('appointment', id);
    const wanted = wantedBy(before, request);
    const overbookReason = request.overbook?.reason ?? null;
    const reply = await askNeighbours(neighbours, wanted, now);

    const move = async (tx: Transaction) => {
      const booking = await lockBooking(tx, id);
      if (!booking) throw notFound('appointment', id);
      stateAfter('reschedule', booking.status);
      if (booking.wanted.doctorId !== before.wanted.doctorId) throw changedMeanwhile();
      if (reply.outcome === 'silent') {
        const broken = brokenTimeRule(wanted, now);
        if (broken) throw broken;
        if (wanted.doctorId !== booking.wanted.doctorId || booking.status !== 'booked') throw notNow();
        const held = await holdMove(tx, id, wanted, overbookReason);
        await schedulePending(tx, jobName, id, 1000);
        return accepted('/appointments', held);
      }
      const from = booking.wanted;
      const moved = await moveByRules(tx, id, wanted, reply.value, { overbookReason, from, now });
      if (booking.move) await endJob(tx, jobName, id);
      await freeHeld(tx, booking);
      return ok(moved);
    };
    const explain = (refusal: Problem) => judgeRefused(db, neighbours, refusal, { wanted, appointmentId: id });
    return command.store(move, { explain });
  },

  task: {
    name: jobName,
    attempt: async (id) => {
      const wantedMove = ({ wanted, move }: Booking): Wanted | null =>
        move && { ...wanted, start: move.start, end: move.end, overbooked: move.overbookReason !== null, as: 'ahead' };
      const before = await findBooking(db, id);
      const asked = before && wantedMove(before);
      const reply = asked && (await askNeighbours(neighbours, asked));
      if (reply?.outcome === 'silent') return { waiting: reply.reason };
      crashPoint(`${jobName}.job-asked`);
      const outcome = await db.transaction(async (tx): Promise<'done' | Waiting> => {
        const booking = await lockBooking(tx, id);
        const wanted = booking && wantedMove(booking);
        // moved elsewhere meanwhile: that has planned this job anew
        if (wanted && (wanted.start !== asked?.start || wanted.end !== asked.end || wanted.doctorId !== asked.doctorId))
          return { waiting: 'moved elsewhere meanwhile' };
        if (booking?.move && wanted && reply) {
          const how = { overbookReason: booking.move.overbookReason, from: booking.wanted };
          const refusal = await refusalOf(() => tx.savepoint(() => moveByRules(tx, id, wanted, reply.value, how)));
          if (refusal) await keepRefusal(tx, id, wanted, refusal);
          await freeTime(tx, refusal ? wanted : booking.wanted);
        }
        await endJob(tx, jobName, id);
        crashPoint(`${jobName}.job-settling`);
        return 'done';
      });
      crashPoint(`${jobName}.job-settled`);
      return outcome;
    },
  },
});

const notNow = () =>
  unavailable(
    'Doctor-service or patient-service does not respond just now. The appointment stays where it was; try again.',
  );

const refusalOf = async (work: () => Promise<unknown>): Promise<Problem | undefined> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
};

/** Its 202 has been answered, so the appointment says why it stays where it was. */
const keepRefusal = (tx: Transaction, id: string, { start, end }: Wanted, refusal: Problem) =>
  refuseMove(tx, id, {
    time: new Date(start).toISOString(),
    endTime: new Date(end).toISOString(),
    type: `/problems/${refusal.kind.type}`,
    detail: refusal.message,
  });
