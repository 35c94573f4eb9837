import { withMembers, type RecordResponse } from '@hms/service-kit/response';
import type { Command } from '@hms/service-kit/idempotency';
import type { Logger } from '@hms/service-kit/logger';
import type { Upstreams } from '@hms/service-kit/upstreams';
import type { Database, Transaction } from '@hms/service-kit/database';
import { z } from 'zod';

/** What a change of a doctor's hours answers beside the record. */
export const AffectedAppointments = z
  .strictObject({
    count: z
      .int()
      .min(0)
      .nullable()
      .meta({ description: 'Null: not known, because appointment-service does not respond or is not configured' }),
    href: z.string().meta({ description: 'Lists them in appointment-service, now and later' }),
  })
  .meta({
    id: 'AffectedAppointments',
    description: 'Coming visits of the doctor that lie outside the hours now; none of them is moved or cancelled',
  });

export interface Visits {
  /** Whether there is anybody to ask. */
  known: boolean;
  /** Null: not known. */
  countOutsideHours(doctorId: string): Promise<number | null>;
}

/** What the operations rest on. */
export interface DoctorDeps {
  db: Database;
  log: Logger;
  visits: Visits;
  /** Longer than `countOutsideHours` takes, in milliseconds. */
  ownAttemptMs: number;
}

const hrefOf = (doctorId: string) => `/appointments?doctorId=${doctorId}&outsideHours=true`;

const CountedPage = z.object({ count: z.int().min(0) });

/** Asks appointment-service, which asks this service for the hours: so only of what is committed. */
export const visitsAt = (upstreams: Upstreams, baseUrl: string): Visits => {
  const appointments = upstreams.at('appointment-service', baseUrl, []);
  return {
    known: true,
    countOutsideHours: async (doctorId) => {
      const reply = await appointments.get(`${hrefOf(doctorId)}&limit=1`, CountedPage);
      return reply.outcome === 'responded' ? reply.value.count : null;
    },
  };
};

/** Where appointment-service is not configured. */
export const noVisits: Visits = { known: false, countOutsideHours: () => Promise.resolve(null) };

/** The answer with the visits that are outside the hours now; asked after the change is committed. */
export async function withAffected(visits: Visits, doctorId: string, answer: RecordResponse): Promise<RecordResponse> {
  return told(answer, doctorId, await visits.countOutsideHours(doctorId));
}

/**
 * The same for a POST: a repeat with its Idempotency-Key gets the count that the first was told. Where the process dies
 * before it is known, the change stands and the repeat is told that it is not known.
 */
export async function storeAffecting(
  { db, log, visits, ownAttemptMs }: DoctorDeps,
  { command, doctorId }: { command: Command; doctorId: string },
  work: (tx: Transaction) => Promise<RecordResponse>,
): Promise<RecordResponse> {
  const storeUncounted = async (tx: Transaction) => told(await work(tx), doctorId, null);
  if (!visits.known) return command.store(storeUncounted);
  // the wait for the database comes on top
  const stored = await command.store(storeUncounted, { completesWithinMs: ownAttemptMs });
  const counted = told(stored, doctorId, await visits.countOutsideHours(doctorId));
  if (!command.keyed) return counted;
  try {
    return await db.transaction(async (tx) => {
      // a repeat may have been told the first answer by now
      if (!(await command.isAwaited(tx))) return stored;
      command.complete(tx, counted);
      return counted;
    });
  } catch (error) {
    log.error({ err: error, doctorId }, 'stored, but its count was not');
    return stored;
  }
}

const told = (answer: RecordResponse, doctorId: string, count: number | null): RecordResponse => {
  const affectedAppointments = { count, href: hrefOf(doctorId) };
  return { ...answer, body: withMembers(answer.record.json, { affectedAppointments }) };
};
