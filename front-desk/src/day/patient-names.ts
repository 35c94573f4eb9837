import type { Patient } from '../find/person';
import { useNames } from '../patient/use-names';

/** Returns who the patients are, by their ids; who is not known yet, or not for this role, is not among them. */
export function usePatientNames(ids: readonly string[]): ReadonlyMap<string, Patient> {
  const names = useNames(ids);
  return new Map([...names].filter((one): one is [string, Patient] => one[1] !== null));
}
