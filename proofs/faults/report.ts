import type { Fault } from './faults';
import type { Attempt, Entry } from './history';

export interface PhaseReport {
  phase: string;
  faults: Fault[];
  entries: Entry[];
  /** Those of the entries, and reads. */
  attempts: Attempt[];
  /** Seconds, one for each end of faults. */
  convergence: number[];
  violations: string[];
}

const count = (attempts: Attempt[], is: (status: Attempt['status']) => boolean) =>
  attempts.filter(({ status }) => is(status)).length;
const within = (from: number, to: number) => (status: Attempt['status']) =>
  typeof status === 'number' && status >= from && status < to && status !== 202;

/** A line of the table. */
export const rowOf = ({ phase, faults, attempts, convergence, violations }: PhaseReport) => ({
  phase,
  faults: faults.length,
  requests: attempts.length,
  '2xx': count(attempts, within(200, 300)),
  202: count(attempts, (status) => status === 202),
  '4xx': count(attempts, within(400, 500)),
  '5xx': count(attempts, within(500, 600)),
  'no answer': count(attempts, (status) => typeof status === 'string'),
  'longest convergence': convergence.length === 0 ? '' : `${Math.max(...convergence).toFixed(1)} s`,
  violations: violations.length,
});

export const printTable = (reports: PhaseReport[]): void => {
  const total = {
    phase: 'all',
    faults: reports.flatMap(({ faults }) => faults),
    entries: [],
    attempts: reports.flatMap(({ attempts }) => attempts),
    convergence: reports.flatMap(({ convergence }) => convergence),
    violations: reports.flatMap(({ violations }) => violations),
  };
  console.table([...reports, total].map(rowOf));
};
