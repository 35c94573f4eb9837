import { roles } from './roles';
import { useSession } from '../api/session';

/** An operation of any of the services. */
export type OperationName = keyof typeof roles;

/** Returns whether somebody with these roles may ask for an operation at all; the service decides about each record. */
function may(held: readonly string[], operation: OperationName): boolean {
  return roles[operation].some((role) => held.includes(role));
}

/** Returns what the person who is signed in may ask for, so that nothing else is shown. */
export function useMay(): (operation: OperationName) => boolean {
  const { session } = useSession();
  return (operation) => may(session?.roles ?? [], operation);
}
