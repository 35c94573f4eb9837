import { useSyncExternalStore } from 'react';
import { isObject, Unreachable } from './problem';

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

interface State {
  /** Undefined until it is known; null: nobody is signed in. */
  session: Session | null | undefined;
  /** It ended while somebody was at work; their page stays as it is. */
  hasEnded: boolean;
}

let state: State = { session: undefined, hasEnded: false };
const listeners = new Set<() => void>();
const waiting = new Set<() => void>();
const channel = new BroadcastChannel('session');
channel.onmessage = () => void lookForSession();

/** Returns who is signed in. */
export function useSession(): State {
  return useSyncExternalStore(subscribe, () => state);
}

/** Returns who is signed in, for a request. */
export function currentSession(): Session | null | undefined {
  return state.session;
}

/** Asks who is signed in. Throws `Unreachable` where there is no answer. */
export async function lookForSession(): Promise<void> {
  const found = await readSession();
  if (found === null) {
    set(state.session ? { ...state, hasEnded: true } : { session: null, hasEnded: false });
    return;
  }
  // what one person typed is not sent in the name of another
  if (state.session && state.session.name !== found.name) window.location.assign('/');
  else set({ session: found, hasEnded: false });
}

/** Waits until somebody has signed in again; their page stays, with all that was typed. */
export async function signedInAgain(): Promise<void> {
  set({ ...state, hasEnded: true });
  await new Promise<void>((resolve) => waiting.add(resolve));
}

/** Tells the other pages of this browser that there is a session. */
export function tellOthers(): void {
  channel.postMessage('signed in');
}

/** Ends the session here and at the issuer. */
export async function signOut(): Promise<void> {
  const response = await fetch('/sign-out', {
    method: 'POST',
    headers: { 'X-CSRF-Token': state.session?.csrfToken ?? '' },
  });
  const body: unknown = await response.json().catch(() => undefined);
  window.location.assign(isObject(body) && typeof body['redirect'] === 'string' ? body['redirect'] : '/');
}

async function readSession(): Promise<Session | null> {
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

function set(next: State): void {
  state = next;
  for (const listener of listeners) listener();
  if (!next.session || next.hasEnded) return;
  for (const go of waiting) go();
  waiting.clear();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
