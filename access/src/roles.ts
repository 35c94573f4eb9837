import type { Line } from '@hms/service-kit/access';

/** The roles that tokens may have, and who has them. A service's `access.ts` says what each may do. */
export const roles = {
  receptionist: 'Registers patients and keeps the calendar',
  nurse: 'Sees patients, and records allergies',
  doctor: 'Sees patients, and prescribes in their own name (`doctor_id`)',
  pharmacist: 'Hands out what is prescribed',
  cashier: 'Issues bills, takes money, and closes their day',
  'billing-manager':
    'Gives discounts, cancels bills, closes the books, and approves what another asks for above the limit',
  manager: "Keeps the doctors' records and hours, approves refunds and discounts, and looks after what waits",
  auditor: 'Looks at who did what, and changes nothing',
  patient: 'Sees their own records (`patient_id`)',
  integration: 'Another program, by credentials of its own',
  service: 'The services of the fleet among themselves',
};
export type Role = keyof typeof roles;

/** Who may see who did what: the lines of the services that keep an audit. */
export const auditLines = {
  listAuditEvents: { auditor: 'yes' },
  getAuditHead: { auditor: 'yes' },
  proveAudit: { auditor: 'yes' },
  listAccesses: { auditor: 'yes', patient: 'own' },
} satisfies Record<string, Line<Role>>;

/** Returns the line of `followChanges`: whoever may read one of the records. Of each, only who may read it is told. */
export function followersOf(readers: Exclude<Line<Role>, 'anybody'>): Line<Role> {
  const { service: _service, ...people } = readers;
  return Object.fromEntries(Object.keys(people).map((role) => [role, 'yes'] as const));
}

/** Types a service's table, so that each line names known roles and each operation can name its line. */
export function accessTable<Operation extends string>(
  table: Record<Operation, Line<Role>>,
): Record<Operation, Line<Role>> {
  return table;
}
