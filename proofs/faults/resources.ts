import { metricsUrlOf, serviceNames, urlOf } from '../fleet-client';
import { ask } from './databases';
import type { ProofFleet } from './fleet';

/** Of one service's process when nothing is under way. */
export interface Usage {
  pid: number | undefined;
  residentMB: number;
  heapMB: number;
  openFiles: number;
  /** At its database. */
  connections: number;
}
type Measure = Exclude<keyof Usage, 'pid'>;

/** What a process may have at any time; connections: the pool's 10, the health check's, the audit's, and one to spare. */
const most: Record<Measure, number> = { residentMB: 400, heapMB: 150, openFiles: 200, connections: 13 };
/**
 * By how much one that was not restarted may grow over a phase. Garbage that is not collected yet is in it; and of open files its
 * connections to the database, and those of clients and to upstreams, which are kept for 65 s after they were last used.
 */
const mostGrowth: Record<Measure, number> = { residentMB: 120, heapMB: 60, openFiles: 80, connections: 13 };
const measures = ['residentMB', 'heapMB', 'openFiles', 'connections'] as const;

const metricIn = (text: string, name: string): number =>
  Number(new RegExp(`^${name}{.*} (\\S+)$`, 'm').exec(text)?.[1]);

/** By service. Open files are NaN where the system does not tell of them. */
export const usageOf = async (fleet: ProofFleet): Promise<Record<string, Usage>> => {
  const pids = await fleet.pids();
  const all = await Promise.all(
    serviceNames.map(async (service): Promise<[string, Usage]> => {
      const text = await (await fetch(metricsUrlOf(urlOf(service)))).text();
      const [row] = await ask<{ count: number }>(
        service,
        fleet.home,
        `select count(*)::integer as count from pg_stat_activity
         where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      return [
        service,
        {
          pid: pids[`${service}-service`],
          residentMB: metricIn(text, 'process_resident_memory_bytes') / 1e6,
          heapMB: metricIn(text, 'nodejs_heap_size_used_bytes') / 1e6,
          openFiles: metricIn(text, 'process_open_fds'),
          connections: row?.count ?? 0,
        },
      ];
    }),
  );
  return Object.fromEntries(all);
};

/** What has more than it may have, or has grown by more than it may in one life. */
export const leaksBetween = (before: Record<string, Usage>, after: Record<string, Usage>): string[] =>
  Object.entries(after).flatMap(([service, now]) => {
    const then = before[service];
    return measures.flatMap((measure) => {
      const growth = then?.pid === now.pid ? now[measure] - (then?.[measure] ?? 0) : 0;
      const told = `${service}-service has ${Math.round(now[measure])} ${measure}`;
      if (now[measure] > most[measure]) return [`${told}, more than ${most[measure]}`];
      return growth > mostGrowth[measure] ? [`${told}, ${Math.round(growth)} more than before`] : [];
    });
  });
