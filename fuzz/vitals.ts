import { metricsUrlOf } from '../proofs/fleet-client';
import type { Service } from './operations';

/** How a service's process fares; bytes, counts and seconds as /metrics gives them. */
export interface Vitals {
  startedAt: number;
  heap: number;
  resident: number;
  files: number;
}

const numberOf = (text: string, name: string) =>
  Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1]);

export const readVitals = async ({ url }: Service): Promise<Vitals> => {
  const text = await (await fetch(metricsUrlOf(url))).text();
  return {
    startedAt: numberOf(text, 'process_start_time_seconds'),
    heap: numberOf(text, 'nodejs_heap_size_used_bytes'),
    resident: numberOf(text, 'process_resident_memory_bytes'),
    files: numberOf(text, 'process_open_fds'),
  };
};

const megabyte = 2 ** 20;
/**
 * What may be more at the end than in the middle. Garbage that is not collected yet comes and goes, so the lowest of each
 * part counts. In the second half of 100,000 requests a service gets some 8,000: to lose 4 KB with each is too much.
 */
const allowed = { heap: 32 * megabyte, resident: 64 * megabyte };
/** Connections to the database that were not open at the beginning, and a few that are just closed. */
const allowedFiles = 40;

const lowest = (all: Vitals[], what: 'heap' | 'resident') => Math.min(...all.map((one) => one[what]));

/**
 * What the process has lost, or has kept too much of.
 * @param samples from the beginning to the end of the run, at even pauses
 * @param after when all connections are closed again
 */
export const vitalFaults = (samples: Vitals[], after: Vitals): string[] => {
  const faults: string[] = [];
  const first = samples[0] ?? after;
  if (after.startedAt !== first.startedAt) faults.push('the process has ended and was started again');
  if (after.files > first.files + allowedFiles) faults.push(`${first.files} open files became ${after.files}`);
  // of a minute nothing can be told
  if (samples.length < 30) return faults;
  const part = (from: number, to: number) =>
    samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to));
  for (const what of ['heap', 'resident'] as const) {
    const [middle, end] = [lowest(part(0.4, 0.6), what), lowest(part(0.8, 1), what)];
    if (end > middle + allowed[what])
      faults.push(`${what} memory grew from ${Math.round(middle / megabyte)} to ${Math.round(end / megabyte)} MB`);
  }
  return faults;
};
