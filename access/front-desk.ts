import type { Service } from '../service-kit/src/service';

/**
 * Returns the module by which the front desk knows which roles may ask for an operation at all: of those of several services, whoever
 * any of them lets; and which services keep an audit, or have commands that wait for another service.
 */
export function rolesModule(services: Service[]): string {
  const allowed = new Map<string, Set<string>>();
  for (const [operation, line] of services.flatMap(({ access }) => Object.entries(access))) {
    const roles = line === 'anybody' ? [] : Object.keys(line);
    allowed.set(operation, new Set([...(allowed.get(operation) ?? []), ...roles]));
  }
  const rows = [...allowed].map(
    ([operation, roles]) => `  ${operation}: [${[...roles].map((role) => `'${role}'`).join(', ')}],`,
  );
  const having = (operation: string) =>
    services.flatMap(({ name, access }) => (operation in access ? [`  '${name}',`] : []));
  return [
    '/** Which roles may ask for an operation at all; none where anybody may. Written by npm run access. */',
    'export const roles = {',
    ...rows,
    '} as const;',
    '',
    '/** The services that keep an audit. */',
    'export const auditedServices = [',
    ...having('listAuditEvents'),
    '] as const;',
    '',
    '/** The services in which commands wait for another one. */',
    'export const waitingServices = [',
    ...having('listPendingOperations'),
    '] as const;',
    '',
  ].join('\n');
}
