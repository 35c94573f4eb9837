import type { Caller } from './caller';
import { defineProblem } from './problem';

/**
 * What a role may do with an operation:
 * - `yes`
 * - `own`: where the patient is the caller, by the token's `patient_id`
 * - `as-doctor`: where the doctor is the caller, by the token's `doctor_id`
 * - `without` some members: they are left out of what it sees, and it cannot filter by them
 * - `own` with limits to what the body may say
 */
export type Cell = 'yes' | 'own' | 'as-doctor' | Without | Own;

interface Without {
  /** Members of the record that the role does not see. */
  without: readonly string[];
  /** Query parameters that would tell of them. */
  notBy?: readonly string[];
}

/** Where the patient is the caller. */
interface Own {
  /** Members of the body that are for staff alone. */
  mayNotSet?: readonly string[];
  /** Members of the body that have this value whatever the caller says. */
  sets?: Record<string, unknown>;
}

/** Who may use one operation, by role; a role that is not named may not. `anybody` needs no token. */
export type Line<Role extends string = string> = Partial<Record<Role, Cell>> | 'anybody';

/** Who may do what in a service: a line for each operation, by its id. */
export type AccessTable = Record<string, Line>;

/** What a caller may do with an operation. */
export type Grant =
  | { kind: 'all' }
  | { kind: 'without'; without: readonly string[]; notBy: readonly string[] }
  | { kind: 'as-doctor'; doctorId: string }
  | { kind: 'own'; patientId: string; mayNotSet: readonly string[]; sets: Record<string, unknown> };

export const notAllowed = defineProblem(
  { type: 'not-allowed', status: 403, title: 'Your role does not allow this' },
  (needed: string[], has: string[]) => ({
    detail: `This needs ${oneOf(needed)}. Your token has ${has.length > 0 ? has.join(', ') : 'no role'}.`,
    members: { roles: needed },
    headers: { 'www-authenticate': 'Bearer realm="hospital", error="insufficient_scope"' },
  }),
);

/** Returns what the caller may do; with several roles, the most that one of them allows. Throws a 403 problem. */
export function requireGrant(line: Exclude<Line, 'anybody'>, caller: Caller): Grant {
  const grants = caller.roles.flatMap((role) => {
    const cell = Object.hasOwn(line, role) ? line[role] : undefined;
    return cell === undefined ? [] : (grantOf(cell, caller) ?? []);
  });
  const [widest] = grants.sort((a, b) => breadth(b) - breadth(a));
  if (!widest) throw notAllowed(Object.entries(line).map(describe), caller.roles);
  return widest;
}

/** Returns whether the cell is for what is the caller's own, with limits or without. */
function isOwn(cell: Cell): cell is 'own' | Own {
  return cell === 'own' || (typeof cell === 'object' && !('without' in cell));
}

/** Undefined where the token does not say who the caller is. */
function grantOf(cell: Cell, { patientId, doctorId }: Caller): Grant | undefined {
  if (cell === 'yes') return { kind: 'all' };
  if (cell === 'as-doctor') return doctorId === undefined ? undefined : { kind: 'as-doctor', doctorId };
  if (typeof cell === 'object' && 'without' in cell)
    return { kind: 'without', without: cell.without, notBy: cell.notBy ?? [] };
  const { mayNotSet = [], sets = {} } = cell === 'own' ? {} : cell;
  return patientId === undefined ? undefined : { kind: 'own', patientId, mayNotSet, sets };
}

function breadth(grant: Grant): number {
  const order = ['own', 'as-doctor', 'without', 'all'].indexOf(grant.kind);
  // of two that hide something, the one that hides less
  return grant.kind === 'without' ? order + 1 / (2 + grant.without.length) : order;
}

function describe([role, cell]: [string, Cell | undefined]): string {
  if (cell !== undefined && isOwn(cell)) return `${role} (with patient_id)`;
  return cell === 'as-doctor' ? `${role} (with doctor_id)` : role;
}

function oneOf(roles: string[]): string {
  return roles.length === 1 ? `the role ${roles[0]}` : `one of the roles ${roles.join(', ')}`;
}
