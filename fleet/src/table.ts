import path from 'node:path';
import { projectRoot } from './home';
import type { ServiceUnit } from './topology';
import type { Supervised } from './supervisor';

const columns = (rows: string[][]): string => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd()).join('\n');
};

const stateAndPid = (part: Supervised, isReadyNow = true): string[] => {
  const { state, pid } = part.state();
  // it runs, and its database does not
  return [state === 'ready' && !isReadyNow ? 'not ready' : state, pid === undefined ? '' : String(pid)];
};

const rowOf = ({ name, port, database }: ServiceUnit, find: (name: string) => Supervised, isReadyNow: boolean) => [
  name,
  ...stateAndPid(find(name), isReadyNow),
  `http://localhost:${port}`,
  `http://localhost:${port}/docs`,
  `${database.name} on ${database.server}, port ${database.port}`,
  ...stateAndPid(find(database.server)),
];

/** A line for each service: its state, where it answers, its API page, and its database. */
export const statusTable = (
  services: ServiceUnit[],
  find: (name: string) => Supervised,
  isReadyNow: (service: ServiceUnit) => boolean,
): string =>
  columns([
    ['SERVICE', 'STATE', 'PID', 'URL', 'API PAGE', 'DATABASE', 'STATE', 'PID'],
    ...services.map((service) => rowOf(service, find, isReadyNow(service))),
  ]);

/** The first call, with the token of a sample person. */
export const curlToTry = (
  services: ServiceUnit[],
  { portOffset, home }: { portOffset: number; home: string },
): string => {
  const port = services.find(({ name }) => name === 'patient-service')?.port;
  const where = [
    ...(portOffset === 0 ? [] : [`--port-offset ${portOffset}`]),
    ...(home === path.join(projectRoot, '.fleet') ? [] : [`--home ${home}`]),
  ];
  const token = ['npm run -s token -- receptionist', ...where].join(' ');
  return `curl -X POST http://localhost:${port}/patients -H "Authorization: Bearer $(${token})" -H 'Content-Type: application/json' -d '{"givenName":"Ada","familyName":"Lovelace"}'`;
};
