import { z } from 'zod';

/** What is given beside scopes of resources; a scope with parameters, which no service would hold, is not given. */
const others = ['openid', 'fhirUser', 'launch/patient', 'offline_access'];
const ofResources = /^(patient|user|system)\/([A-Z][A-Za-z]*|\*)\.(read|write|\*|(?=.)c?r?u?d?s?)$/;

/** The scopes that identity tells of (SMART App Launch 2.2); others of the same form are given as well. */
export const smartScopes = [
  ...['fhirUser', 'launch/patient'],
  ...['patient', 'user', 'system'].flatMap((context) => [`${context}/*.cruds`, `${context}/*.rs`]),
];

/** Returns those of the asked scopes that a token may have; none where none is of a resource, and the token is not limited. */
export function scopesGiven(asked: string): string[] {
  const words = asked.split(' ').filter((word) => others.includes(word) || ofResources.test(word));
  return asked.split(' ').some(isOfSmart) ? words : [];
}

/** Whether a program asks for what SMART has: then the person is asked, and the token has those scopes and no others. */
export function asksForSmart(scope: unknown): boolean {
  return typeof scope === 'string' && scope.split(' ').some(isOfSmart);
}

function isOfSmart(word: string): boolean {
  return /^(patient|user|system)\/|^launch\/patient$|^fhirUser$/.test(word);
}

/** The patient whom a person has chosen. */
export const ChosenPatient = z.uuid().transform((id) => id.toLowerCase());

/** Whom a person may choose without knowing an id: of db-init/sample-data. */
export const samplePatients = [
  { id: '01900000-0000-7002-8000-000000000001', name: 'Margaret Whitfield' },
  { id: '01900000-0000-7002-8000-000000000002', name: 'José Álvarez' },
  { id: '01900000-0000-7002-8000-000000000003', name: 'Zainab Chowdhury' },
  { id: '01900000-0000-7002-8000-000000000004', name: 'Siobhán Ní Bhriain' },
];
