import type { Caller } from './caller';
import { defineProblem } from './problem';

/**
 * What a role may do with an operation:
 * - `yes`
 * - `own`: where the patient is the caller, by the token's `patient_id`
 * - `as-doctor`: where the doctor is the caller, by the token's `doctor_id`
 * - with limits
 */
export type Cell = 'yes' | 'own' | 'as-doctor' | Limits;

interface Limits {
  /** Only where the patient is the caller. */
  own?: true;
  /** Only for these clients of the issuer. */
  clients?: readonly string[];
  /** Members of the record that the role does not see. */
  without?: readonly string[];
  /** Members that the role does not see in a record whose `flag` is true. */
  withoutWhere?: { flag: string; members: readonly string[] };
  /** Query parameters that would tell of them. */
  notBy?: readonly string[];
  /** Members of the body that are for others to set. */
  mayNotSet?: readonly string[];
  /** Members of the body that have this value whatever the caller says. */
  sets?: Record<string, unknown>;
}

/** Who may use one operation, by role; a role that is not named may not. `anybody` needs no token. */
export type Line<Role extends string = string> = Partial<Record<Role, Cell>> | 'anybody';

/** Who may do what in a service: a line for each operation, by its id. */
export type AccessTable = Record<string, Line>;

/** What a caller may do with an operation. */
export interface Grant extends Required<Pick<Limits, 'without' | 'notBy' | 'mayNotSet' | 'sets'>> {
  /** Members to leave out of a record whose `flag` is true. */
  withoutWhere?: Limits['withoutWhere'] | undefined;
  /** Only with what is this patient's. */
  patientId?: string | undefined;
  /** Only in the name of this doctor. */
  doctorId?: string | undefined;
}

/** For what anybody may do. */
export const unlimited: Grant = { without: [], notBy: [], mayNotSet: [], sets: {} };

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
  const grant = grantBy(line, caller);
  if (!grant) throw notAllowed(Object.entries(line).map(describe), caller.roles);
  return grant;
}

/** Returns the same, undefined where it is nothing. */
export function grantBy(line: Exclude<Line, 'anybody'>, caller: Caller): Grant | undefined {
  const grants = caller.roles.flatMap((role) => {
    const cell = Object.hasOwn(line, role) ? line[role] : undefined;
    return cell === undefined ? [] : (grantOf(limitsOf(cell), cell === 'as-doctor', caller) ?? []);
  });
  return grants.sort((a, b) => narrowness(a) - narrowness(b))[0];
}

/** Returns the limits of a cell, none for `yes`. */
export function limitsOf(cell: Cell): Limits {
  if (typeof cell === 'object') return cell;
  return cell === 'own' ? { own: true } : {};
}

/** Undefined where the token does not say who the caller is, or was given to another client. */
function grantOf(limits: Limits, asDoctor: boolean, { patientId, doctorId, client }: Caller): Grant | undefined {
  const { own, clients, ...more } = limits;
  if (clients && !clients.includes(client ?? '')) return undefined;
  if (own) return patientId === undefined ? undefined : { ...unlimited, ...more, patientId };
  if (asDoctor) return doctorId === undefined ? undefined : { ...unlimited, doctorId };
  return { ...unlimited, ...more };
}

/** A grant for one's own is narrower than one in one's own name, and that than one that hides something. */
function narrowness({ patientId, doctorId, without, withoutWhere, mayNotSet }: Grant): number {
  if (patientId !== undefined) return 2000;
  return doctorId !== undefined ? 1000 : without.length + (withoutWhere?.members.length ?? 0) + mayNotSet.length;
}

function describe([role, cell = 'yes']: [string, Cell | undefined]): string {
  const { own, clients } = limitsOf(cell);
  if (clients) return `${role} (${clients.join(', ')})`;
  if (own) return `${role} (with patient_id)`;
  return cell === 'as-doctor' ? `${role} (with doctor_id)` : role;
}

/** Returns what limits the role, in words for documents; empty for `yes`. */
export function wordsOf(cell: Cell): string {
  const { own, clients, without = [], withoutWhere, mayNotSet = [], sets = {} } = limitsOf(cell);
  return [
    ...(own ? ['their own'] : []),
    ...(cell === 'as-doctor' ? ['in their own name'] : []),
    ...(clients ? [`as ${clients.join(' or ')}`] : []),
    ...(without.length > 0 ? [`without ${without.join(', ')}`] : []),
    ...(withoutWhere ? [`without ${withoutWhere.members.join(', ')} where ${withoutWhere.flag}`] : []),
    ...(mayNotSet.length > 0 ? [`may not set ${mayNotSet.join(', ')}`] : []),
    ...Object.entries(sets).map(([name, value]) => `${name} is ${String(value)}`),
  ].join('; ');
}

function oneOf(roles: string[]): string {
  return roles.length === 1 ? `the role ${roles[0]}` : `one of the roles ${roles.join(', ')}`;
}
