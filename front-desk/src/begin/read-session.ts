import { isObject, Unreachable } from '../api/problem';

export interface Session {
  name: string;
  /** The `iss` and `sub` of the token, which name one person for ever; unknown of a session of long ago. */
  issuer: string | undefined;
  subject: string | undefined;
  roles: readonly string[];
  patientId: string | undefined;
  /** Of a doctor: who they are among the doctors. */
  doctorId: string | undefined;
  csrfToken: string;
  /** The clinic's. */
  timeZone: string;
}

let first: Promise<Session | null> | undefined;

/** Asks who is signed in as the page begins; the application takes this answer, and does not ask once more. */
export function readFirst(): Promise<Session | null> {
  first = ask();
  return first;
}

/** Returns who is signed in, null for nobody. Throws `Unreachable` where there is no answer. */
export function readSession(): Promise<Session | null> {
  const answer = first ?? ask();
  first = undefined;
  return answer;
}

async function ask(): Promise<Session | null> {
  const response = await fetch('/session').catch(() => {
    throw new Unreachable();
  });
  if (response.status === 401) return null;
  if (!response.ok) throw new Unreachable();
  return sessionOf(await response.json());
}

function sessionOf(body: unknown): Session {
  if (!isObject(body)) throw new Error('GET /session does not answer with an object');
  const { name, issuer, subject, roles, patientId, doctorId, csrfToken, timeZone } = body;
  if (typeof name !== 'string' || typeof csrfToken !== 'string' || typeof timeZone !== 'string')
    throw new Error('GET /session lacks name, csrfToken or timeZone');
  return {
    name,
    issuer: typeof issuer === 'string' ? issuer : undefined,
    subject: typeof subject === 'string' ? subject : undefined,
    roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [],
    patientId: typeof patientId === 'string' ? patientId : undefined,
    doctorId: typeof doctorId === 'string' ? doctorId : undefined,
    csrfToken,
    timeZone,
  };
}
