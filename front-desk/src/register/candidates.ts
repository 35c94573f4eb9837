import { isObject, type Problem } from '../api/problem';

/** Somebody who is registered already, and why it may be the same person. */
export interface Candidate {
  id: string;
  mrn: string;
  givenName: string | null;
  familyName: string | null;
  birthDate: string | null;
  gender: string;
  phone: string | null;
  score: number;
  reasons: string[];
}

/** Returns whom a `possible-duplicate` names, the likeliest first. */
export function candidatesOf({ members }: Problem): Candidate[] {
  return Array.isArray(members['candidates']) ? members['candidates'].flatMap(candidateOf) : [];
}

function candidateOf(value: unknown): Candidate[] {
  if (!isObject(value) || !isObject(value['patient'])) return [];
  const { patient, score, reasons } = value;
  const { id, mrn, gender } = patient;
  if (typeof id !== 'string' || typeof mrn !== 'string') return [];
  const textOf = (name: string) => (typeof patient[name] === 'string' ? patient[name] : null);
  return [
    {
      id,
      mrn,
      givenName: textOf('givenName'),
      familyName: textOf('familyName'),
      birthDate: textOf('birthDate'),
      gender: typeof gender === 'string' ? gender : 'unknown',
      phone: textOf('phone'),
      score: typeof score === 'number' ? score : 0,
      reasons: Array.isArray(reasons) ? reasons.filter((reason) => typeof reason === 'string') : [],
    },
  ];
}
