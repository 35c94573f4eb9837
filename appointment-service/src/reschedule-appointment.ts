import { accepted, ok, type Answer } from '@hms/service-kit/answer';
import type { Command } from '@hms/service-kit/idempotency';
import { crashPoint } from '@hms/service-kit/crash-point';
import type { JobTask, Waiting } from '@hms/service-kit/jobs';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { notFound, Problem } from '@hms/service-kit/problem';
import { endSettlement, planSettlement } from '@hms/service-kit/settlements';
import { stateAfter } from './appointment';
import { findBooking, holdMove, lockBooking, moveTo, refuseMove, type Booking } from './appointment-store';
import { brokenDoctorRule, type Wanted } from './booking-rules';
import { askNeighbours, judgeRefused, type Neighbours } from './calendar';
import { minutes } from './free-time';
import { timeNotInFuture } from './problems';
import type { Reschedule } from './schemas';
import { freeTime } from './waitlist/freed-times';

export interface Rescheduling {
  run(command: Command, id: string, request: Reschedule): Promise<Answer>;
  /** For `startJobs`: decides a move that doctor-service was not there for. */
  task: JobTask;
}

const jobName = 'move-appointment';

const requireBooking = (booking: Booking | undefined, id: string): Booking => {
  if (!booking) throw notFound('appointment', id);
  stateAfter('reschedule', booking.status);
  return booking;
};

/**
 * The old time is kept until the new one is safe. Doctor-service is asked first, since nothing is to be held while it
 * answers; where it does not, both times are held and the job decides.
 */
export const rescheduling = (db: Database, { doctors }: Neighbours): Rescheduling => ({
  run: async (command, id, { time, durationMinutes, overbook }) => {
    const now = Date.now();
    const before = requireBooking(await findBooking(db, id), id);
    const start = Date.parse(time);
    const end = start + (durationMinutes === null ? before.wanted.end - before.wanted.start : minutes(durationMinutes));
    const overbookReason = overbook?.reason ?? null;
    const wanted: Wanted = { ...before.wanted, start, end, overbooked: overbookReason !== null };
    const reply = await askNeighbours({ doctors }, wanted, now);

    const move = async (tx: Transaction) => {
      const booking = requireBooking(await lockBooking(tx, id), id);
      if (reply.outcome !== 'answered') {
        if (start <= now) throw timeNotInFuture();
        const held = await holdMove(tx, id, wanted, overbookReason);
        await planSettlement(tx, jobName, id, 1000);
        return accepted('/appointments', held);
      }
      const refusal = brokenDoctorRule(wanted, reply.value, now);
      if (refusal) throw refusal;
      const moved = await moveTo(tx, id, wanted, overbookReason);
      if (booking.move) await endSettlement(tx, jobName, id);
      await freeTime(tx, booking.wanted);
      return ok(moved);
    };
    const explain = (refusal: Problem) => judgeRefused(db, { doctors }, refusal, { wanted, appointmentId: id });
    return command.store(move, { explain });
  },

  task: {
    name: jobName,
    attempt: async (id) => {
      const wantedMove = ({ wanted, move }: Booking) =>
        move && { ...wanted, start: move.start, end: move.end, overbooked: move.overbookReason !== null };
      const before = await findBooking(db, id);
      const asked = before && wantedMove(before);
      const reply = asked && (await askNeighbours({ doctors }, asked));
      if (reply && reply.outcome !== 'answered') return { waiting: 'reason' in reply ? reply.reason : reply.outcome };
      crashPoint(`${jobName}.job-asked`);
      const outcome = await db.transaction(async (tx): Promise<'settled' | Waiting> => {
        const booking = await lockBooking(tx, id);
        const wanted = booking && wantedMove(booking);
        // moved elsewhere meanwhile: that has planned this job anew
        if (wanted && (wanted.start !== asked?.start || wanted.end !== asked.end))
          return { waiting: 'moved elsewhere meanwhile' };
        if (booking?.move && wanted && reply) {
          const { overbookReason } = booking.move;
          const refusal =
            brokenDoctorRule(wanted, reply.value) ?? (await moveOrRefusal(tx, id, wanted, overbookReason));
          if (refusal) await keepRefusal(tx, id, wanted, refusal);
          await freeTime(tx, refusal ? wanted : booking.wanted);
        }
        await endSettlement(tx, jobName, id);
        crashPoint(`${jobName}.job-settling`);
        return 'settled';
      });
      crashPoint(`${jobName}.job-settled`);
      return outcome;
    },
  },
});

const moveOrRefusal = async (tx: Transaction, id: string, wanted: Wanted, overbookReason: string | null) => {
  try {
    await tx.savepoint(() => moveTo(tx, id, wanted, overbookReason));
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
