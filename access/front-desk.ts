import type { Service } from '../service-kit/src/service';

/** Returns the module by which the front desk knows which roles may ask for an operation at all; for those of several services the last counts. */
export function rolesModule(services: Service[]): string {
  const lines = new Map(services.flatMap(({ access }) => Object.entries(access)));
  const rows = [...lines].map(([operation, line]) => {
    const roles = line === 'anybody' ? [] : Object.keys(line);
    return `  ${operation}: [${roles.map((role) => `'${role}'`).join(', ')}],`;
  });
  return [
    '/** Which roles may ask for an operation at all; none where anybody may. Written by npm run access. */',
    'export const roles = {',
    ...rows,
    '} as const;',
    '',
  ].join('\n');
}
