import { grantBy, requireGrant, unlimited, type Grant } from './access';
import type { Caller } from './caller';
import type { Operation } from './operation';
import { withinScopes } from './scopes';

/** What each caller may do, who is the same object from request to request; see `openTokens`. */
const grants = new WeakMap<Operation, WeakMap<Caller, Grant>>();

/** Returns what the caller may do with the operation. Throws a 403 problem. */
export function grantOf(contract: Operation, caller: Caller | undefined): Grant {
  const { access } = contract;
  if (access === 'anybody') return unlimited;
  // the way to it verifies the token
  if (!caller) throw new Error('an operation was reached without a caller');
  const known = grants.get(contract) ?? new WeakMap<Caller, Grant>();
  grants.set(contract, known);
  const grant = known.get(caller) ?? scopedGrant(contract, requireGrant(access, caller), caller);
  known.set(caller, grant);
  return grant;
}

function scopedGrant(contract: Operation, grant: Grant, { scopes }: Caller): Grant {
  if (contract.scope === 'of-parts') return grant;
  return withinScopes(grant, scopes, contract.scope, isOfPatient(contract));
}

/** Whether it can be kept to one patient: a list of patients cannot. */
function isOfPatient({ patient }: Operation): boolean {
  return patient !== undefined && !('in' in patient && patient.in === 'response');
}

/** Returns the same, undefined where they may not. */
export function findGrant({ access }: Operation, caller: Caller): Grant | undefined {
  return access === 'anybody' ? unlimited : grantBy(access, caller);
}
