import { scheduleUpkeep, type Job } from '@hms/service-kit/jobs';
import type { Logger } from '@hms/service-kit/logger';
import type { GaugeSource } from '@hms/service-kit/metrics';
import type { Database } from '@hms/service-kit/database';
import type { ReceivedPayments } from './received-payments';
import { reconcile } from './reconcile';

const name = 'reconcile';
const day = 86_400_000;
const hour = 3_600_000;

/** Until the next two o'clock (UTC). */
const untilTwo = (now: number) => day - ((now - 2 * hour) % day);

/** Plans tonight's; one for all replicas, however often it is asked. */
const planNightly = (db: Database) => scheduleUpkeep(db, name, 'nightly', untilTwo(Date.now()));

/**
 * Each night the payments that came in or were refunded on the day before, and an hour more on its far side; waits for
 * billing-service where it is down. Its days are those of UTC, wherever the hospital is: no report shows them, and 24 hours
 * each night leave out no hour when clocks change.
 */
export const nightlyReconciliation = (db: Database, billing: ReceivedPayments, log: Logger): Job => ({
  name,
  plan: () => planNightly(db),
  attempt: async () => {
    const midnight = Math.floor(Date.now() / day) * day;
    const [from, to] = [midnight - day - hour, midnight].map((time) => new Date(time).toISOString()) as [
      string,
      string,
    ];
    const differences = await reconcile(db, billing, from, to);
    for (const difference of differences) log.error(difference, 'payment-service and billing-service differ');
    await planNightly(db);
    return 'done';
  },
});

/** The differences that the last one found. */
export const unreconciled = (db: Database): GaugeSource => ({
  name: 'payments_unreconciled',
  help: 'Payments on which payment-service and billing-service differed last night',
  read: async () => {
    const [row] = await db.query<{ found: number }>(
      `select jsonb_array_length(differences) as found from reconciliations order by id desc limit 1`,
    );
    return row?.found ?? 0;
  },
});
