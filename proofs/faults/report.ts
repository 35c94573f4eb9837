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

const rowOf = ({ phase, faults, attempts, convergence, violations }: PhaseReport): string[] => [
  phase,
  ...[
    faults.length,
    attempts.length,
    count(attempts, within(200, 300)),
    count(attempts, (status) => status === 202),
    count(attempts, within(400, 500)),
    count(attempts, within(500, 600)),
    count(attempts, (status) => typeof status === 'string'),
  ].map(String),
  convergence.length === 0 ? '' : `${Math.max(...convergence).toFixed(1)} s`,
  String(violations.length),
];

const columns = (rows: string[][]): string => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd()).join('\n');
};

/** A line for each phase, and one for all. */
export const tableOf = (reports: PhaseReport[]): string => {
  const total = {
    phase: 'all',
    faults: reports.flatMap(({ faults }) => faults),
    entries: [],
    attempts: reports.flatMap(({ attempts }) => attempts),
    convergence: reports.flatMap(({ convergence }) => convergence),
    violations: reports.flatMap(({ violations }) => violations),
  };
  const headings = [
    ...['PHASE', 'FAULTS', 'REQUESTS', '2XX', '202', '4XX', '5XX', 'NO ANSWER'],
    'LONGEST CONVERGENCE',
    'VIOLATIONS',
  ];
  return columns([headings, ...[...reports, total].map(rowOf)]);
};
