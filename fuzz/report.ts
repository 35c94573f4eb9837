import type { Finding, Findings } from './findings';
import type { Service } from './operations';
import type { FuzzRun } from './fuzz';
import type { Shrunk } from './shrink/shrink';

const row = (cells: (string | number)[]) =>
  cells.map((cell, i) => (i === 0 ? String(cell).padEnd(14) : String(cell).padStart(12))).join('');

/** One line per service, and the sums. */
export const table = ({ services, findings }: FuzzRun): string => {
  const head = [
    'SERVICE',
    'OPERATIONS',
    'OF THEM 2XX',
    'REQUESTS',
    '2XX',
    '3XX',
    '4XX',
    '5XX',
    '503',
    'NO ANSWER',
    'FAULTS',
  ];
  const rows = services.map(({ name, operations }) => {
    const count = findings.services.get(name);
    const of = (digit: number) => count?.classes[digit] ?? 0;
    const answers = [of(2), of(3), of(4), of(5), count?.unavailable ?? 0, of(0)];
    return [operations.length, count?.done.size ?? 0, count?.requests ?? 0, ...answers, count?.faults ?? 0];
  });
  const sums = rows[0]?.map((_, i) => rows.reduce((sum, one) => sum + (one[i] ?? 0), 0)) ?? [];
  const lines = rows.map((cells, i) => row([services[i]?.name ?? '', ...cells]));
  return [row(head), ...lines, row(['', ...sums])].join('\n');
};

/** One line for each way to come in without a right to. */
export const intruderTable = ({ intruders }: Findings): string =>
  [...intruders]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, answers]) => {
      const counts = [...answers].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`);
      return `  ${name.padEnd(28)}${counts.join(', ')}`;
    })
    .join('\n');

/** A fault, and how to see it again. */
export const describe = (finding: Finding, seed: number): string => {
  const { operation, status, kind, detail, number, mutations, command, times, shrunk } = finding;
  return [
    `${operation} ${status}: ${kind}${times > 1 ? ` (${times} times)` : ''}`,
    `    ${JSON.stringify(detail).slice(1, -1)}`,
    `    ${mutations.join(', ') || 'a valid request'}; again: npm run fuzz -- 1 ${seed} --only ${number}`,
    `    ${command}`,
    ...(typeof shrunk === 'object' ? [`    ${describeShrunk(shrunk)}`] : []),
  ].join('\n');
};

const describeShrunk = ({ command, sent }: Shrunk): string =>
  command === undefined ? 'not seen again when it was sent again' : `the smallest of ${sent} tried: ${command}`;

/** The operations that were never reached behind their checks. */
export const neverDone = (services: Service[], findings: Findings): string[] =>
  services.flatMap(({ name, operations }) =>
    operations.map(({ id }) => id).filter((id) => !findings.services.get(name)?.done.has(id)),
  );
