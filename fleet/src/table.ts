import type { ServiceUnit } from './topology';
import type { Supervised } from './supervisor';

const columns = (rows: string[][]): string => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd()).join('\n');
};

const stateAndPid = (part: Supervised): string[] => {
  const { state, pid } = part.state();
  return [state, pid === undefined ? '' : String(pid)];
};

/** A line for each service: its state, where it answers, its API page, and its database. */
export const statusTable = (services: ServiceUnit[], find: (name: string) => Supervised): string =>
  columns([
    ['SERVICE', 'STATE', 'PID', 'URL', 'API PAGE', 'DATABASE', 'STATE', 'PID'],
    ...services.map(({ name, port, database }) => [
      name,
      ...stateAndPid(find(name)),
      `http://localhost:${port}`,
      `http://localhost:${port}/docs`,
      `${database.name} on ${database.server}, port ${database.port}`,
      ...stateAndPid(find(database.server)),
    ]),
  ]);

export const curlToTry = (services: ServiceUnit[]): string => {
  const port = services.find(({ name }) => name === 'patient-service')?.port;
  return `curl -X POST http://localhost:${port}/patients -H 'Content-Type: application/json' -d '{"givenName":"Ada","familyName":"Lovelace"}'`;
};
