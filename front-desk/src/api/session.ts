import { useSyncExternalStore } from 'react';
import { readSession, type Session } from '../begin/read-session';
import { isObject } from './problem';

interface State {
  /** Undefined until it is known. */
  session: Session | undefined;
  /** It ended while somebody was at work; their page waits for them, out of sight. */
  hasEnded: boolean;
}

const unknown: State = { session: undefined, hasEnded: false };
let state = unknown;
const listeners = new Set<() => void>();
const waiting = new Set<() => void>();
/** What the pages of one browser tell each other: whoever uses one of them uses all. */
type Word = 'signed out' | 'signed in' | { person: string };

let wouldLose = () => false;
/** Somebody signs out on this page, which ends with the answer. */
let isLeaving = false;

const channel = new BroadcastChannel('session');
channel.onmessage = ({ data }: MessageEvent<Word>) => {
  // what is put away already tells no more whether something is written in it
  if (data === 'signed out' && state.session && (state.hasEnded || wouldLose())) set({ ...state, hasEnded: true });
  else if (data === 'signed out') leaveAll('/');
  // before it is asked: what one person saw is not for the eyes of another
  else if (data !== 'signed in' && state.session && personOf(state.session) !== data.person) leaveAll('/');
  else void lookForSession().catch(() => undefined);
};

/** Returns who is signed in. */
export function useSession(): State {
  return useSyncExternalStore(subscribe, () => state);
}

/** Returns who is signed in, for a request. */
export function currentSession(): Session | undefined {
  return state.session;
}

/** Asks who is signed in. Throws `Unreachable` where there is no answer. */
export async function lookForSession(): Promise<void> {
  const found = await readSession();
  if (found === null) {
    // a page that begins anew shows where to sign in
    if (state.session) set({ ...state, hasEnded: true });
    else window.location.reload();
    return;
  }
  // what one person typed is not sent in the name of another
  if (state.session && personOf(state.session) !== personOf(found)) leaveAll('/');
  else set({ ...unknown, session: found });
}

/**
 * Asks who is signed in, as a page begins, and tells the other pages of this browser.
 * @param hasToLose whether something is written here, or under way, that would be lost with the page
 */
export async function beginSession(hasToLose: () => boolean): Promise<void> {
  wouldLose = hasToLose;
  await lookForSession();
  if (state.session) tell({ person: personOf(state.session) });
}

const personOf = ({ issuer = '', subject = '', name }: Session) => [issuer, subject, name].join(' ');

/** Shows nothing any more, and begins anew: all that is in memory, also what waits to be sent, is one person's. */
function leaveAll(to: string): void {
  set(unknown);
  // once it is gone from the screen, and with it what would ask before it is left
  window.setTimeout(() => window.location.assign(to));
}

/** Waits until somebody has signed in again; their page stays, with all that was typed. */
export async function signedInAgain(): Promise<void> {
  // whoever signs out here leaves: what is refused meanwhile is given up
  if (!isLeaving) set({ ...state, hasEnded: true });
  await new Promise<void>((resolve) => waiting.add(resolve));
}

/** Tells the other pages of this browser that there is a session. */
export function tellOthers(): void {
  tell('signed in');
}

/** Ends the session here and at the issuer. */
export async function signOut(): Promise<void> {
  isLeaving = true;
  const headers = { 'X-CSRF-Token': state.session?.csrfToken ?? '' };
  const response = await fetch('/sign-out', { method: 'POST', headers }).catch((error: unknown) => {
    isLeaving = false;
    throw error;
  });
  const body: unknown = await response.json().catch(() => undefined);
  tell('signed out');
  leaveAll(isObject(body) && typeof body['redirect'] === 'string' ? body['redirect'] : '/');
}

function tell(word: Word): void {
  channel.postMessage(word);
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
