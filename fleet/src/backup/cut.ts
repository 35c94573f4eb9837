import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Fault } from '../fault';
import type { ServiceUnit } from '../topology';
import { sessionOf, type Sessions } from './session';

const tries = 50;

/** Refunds before payments, as whoever changes both takes them: so this never stands in a circle of waiting. */
const holdPayments = async (session: pg.Client): Promise<void> => {
  for (let attempt = 1; attempt <= tries; attempt++) {
    await session.query('begin; set local lock_timeout = 300');
    try {
      await session.query('lock table refunds, payments in share mode');
      return;
    } catch (error) {
      await session.query('rollback');
      if (!(error instanceof pg.DatabaseError && error.code === '55P03')) throw error;
      // those who queued behind this one go first
      await pause(100);
    }
  }
  throw new Fault('A change of payments did not end within 20 s, so there is no moment to back up. Try again.');
};

/** Groups of services, each to be taken before those that it calls. */
const callersFirst = (services: ServiceUnit[]): ServiceUnit[][] => {
  if (services.length === 0) return [];
  const called = new Set(
    services.flatMap(({ upstreams }) =>
      upstreams.filter(({ isReferredTo }) => isReferredTo).map(({ service }) => service),
    ),
  );
  const first = services.filter(({ name }) => !called.has(name));
  if (first.length === 0) throw new Error('services call each other in a circle');
  return [first, ...callersFirst(services.filter((service) => !first.includes(service)))];
};

/**
 * Starts in each session a transaction that sees its database as of one moment. A caller's moment is before those of the
 * services it calls, so that whatever it refers to is there.
 *
 * A payment is the other way round: billing-service can have applied one that is newer than payment-service's moment. So
 * nothing is stored by payment-service from before its moment until after billing-service's: whatever the latter has
 * applied, the former has at least as `processing`, with the job that asks again and is told the same.
 * @param holder a second session on payment-service's database
 * @returns for how many milliseconds payments were held up
 */
export const takeCut = async (services: ServiceUnit[], sessions: Sessions, holder: pg.Client): Promise<number> => {
  const all = services.map((service) => sessionOf(sessions, service));
  await Promise.all(all.map((session) => session.query('begin isolation level repeatable read read only')));
  await holdPayments(holder);
  const held = performance.now();
  for (const group of callersFirst(services)) {
    // the first statement is what takes the snapshot
    await Promise.all(group.map((service) => sessionOf(sessions, service).query('select pg_current_snapshot()')));
  }
  await holder.query('rollback');
  return performance.now() - held;
};
