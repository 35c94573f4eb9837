import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

const remembered = 'front-desk-single-keys';
const listeners = new Set<() => void>();

/** Returns whether single keys are commands, which a person may turn off (WCAG 2.1.4). */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  return [useSyncExternalStore(subscribe, areSingleKeysOn), setSingleKeys];
}

/** Does `act` when the key is pressed, unless somebody writes or a dialog is open. */
export function useKey(key: string, act: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== key || !isCommand(event)) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

/** Does `act` with the digit that is pressed, 1 to 9, as `useKey` does. */
export function useDigit(act: (digit: number) => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (/^[1-9]$/.test(event.key) && isCommand(event)) act(Number(event.key));
  });
  useEffect(() => {
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

/** Does `act` on Ctrl or Cmd with the key, also while somebody writes. */
export function useChord(key: string, act: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== key || !(event.ctrlKey || event.metaKey) || isDialogOpen()) return;
    event.preventDefault();
    if (!event.repeat) act();
  });
  useEffect(() => {
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function isCommand(event: KeyboardEvent): boolean {
  const isChord = event.ctrlKey || event.metaKey || event.altKey;
  // a day is turned by a key that is held, but nothing is recorded by one
  const isHeld = event.repeat && event.key.length === 1;
  return !isChord && !isHeld && areSingleKeysOn() && !isWriting(event) && !isDialogOpen();
}

function isWriting({ key, target }: KeyboardEvent): boolean {
  // nothing that is looked for begins with it, and a page that begins with its field would never tell its keys
  if (key === '?' && target instanceof HTMLInputElement && target.role === 'combobox' && target.value === '')
    return false;
  return (
    target instanceof HTMLElement &&
    target.matches('input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]')
  );
}

// not whether one is seen: while it closes, the keys are the page's again
const isDialogOpen = () => document.getElementById('root')?.hasAttribute('inert') === true;

const areSingleKeysOn = () => localStorage.getItem(remembered) !== 'off';

function setSingleKeys(on: boolean): void {
  localStorage.setItem(remembered, on ? 'on' : 'off');
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
