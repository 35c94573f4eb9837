import { createContext, use, useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';

interface Question {
  leave: () => void;
  stay: () => void;
}

/** The forms in which something is written that is stored nowhere. */
const written = new Set<symbol>();
/** Those of them that are in the dialog around, which asks before it closes. */
export const FormsOfDialog = createContext<Set<symbol> | undefined>(undefined);
let question: Question | undefined;
const listeners = new Set<() => void>();

export interface LeaveQuestion {
  isLeft: (leave: () => void) => void;
  isStored: () => void;
}

/**
 * Has a person asked before a form is left in which they have written, by whichever way.
 * `isLeft` asks where the way is no other page, such as out of a dialog; `isStored` is to be called first thing once all of it is stored.
 */
export function useLeaveQuestion(isWritten: boolean): LeaveQuestion {
  const [form] = useState(() => Symbol());
  const ofDialog = use(FormsOfDialog);
  const isStored = () => {
    written.delete(form);
    ofDialog?.delete(form);
  };
  const note = useEffectEvent(() => {
    written.add(form);
    ofDialog?.add(form);
    return isStored;
  });
  useEffect(() => (isWritten ? note() : undefined), [isWritten]);
  return {
    isLeft: (leave: () => void) => {
      if (written.has(form)) ask(leave);
      else leave();
    },
    isStored,
  };
}

/** Closes a dialog, once the person wants it if something is written in one of its forms. */
export function leaveDialog(forms: ReadonlySet<symbol>, leave: () => void): void {
  if (forms.size > 0) ask(leave);
  else leave();
}

export const isAnythingWritten = (): boolean => written.size > 0;

/** Does what leaves the page, such as signing out, once the person wants it. */
export function leavePage(leave: () => void): void {
  if (isAnythingWritten()) ask(leave);
  else leave();
}

/** Answers whether somebody stays where they are. */
export function wantsToStay(): boolean | Promise<boolean> {
  return (
    isAnythingWritten() &&
    new Promise((resolve) =>
      ask(
        () => resolve(false),
        () => resolve(true),
      ),
    )
  );
}

function ask(leave: () => void, stay = () => {}): void {
  // one way out is enough to be asked about
  if (question) {
    stay();
    return;
  }
  // after the key that answers has gone through all who listen, such as the dialog below; and first the question goes, so that the page
  // can have the focus back
  const end = (act: () => void) => () =>
    window.setTimeout(() => {
      set(undefined);
      window.setTimeout(act);
    });
  set({
    leave: end(() => {
      written.clear();
      leave();
    }),
    stay: end(stay),
  });
}

/** Returns what a person is asked just now. */
export function useQuestion(): Question | undefined {
  return useSyncExternalStore(subscribe, () => question);
}

function set(next: Question | undefined): void {
  question = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
