/**
 * Gives the focus to what has come to the page, such as the first field of a form, where the person has put it nowhere yet.
 * What comes by itself, because others work or an answer is late, must never get the keys that somebody presses for something else.
 */
export function offerFocus(element: HTMLElement | null | undefined): void {
  const { activeElement } = document;
  if (activeElement === null || activeElement.matches('body, .page-title')) element?.focus();
}

let acts = 0;
for (const act of ['keydown', 'pointerdown']) window.addEventListener(act, () => (acts += 1), true);

/** Returns what tells whether the person has pressed and touched nothing since: an answer that comes late takes no focus from what they do now. */
export function watchIdle(): () => boolean {
  const before = acts;
  return () => acts === before;
}

/** How many dialogs lie over the page. */
let dialogs = 0;

/** Has nothing on the page take a key, a click or the focus until what is returned is called, which gives the focus back to where it was. */
export function holdPage(): () => void {
  const page = document.getElementById('root');
  const { activeElement } = document;
  dialogs += 1;
  page?.toggleAttribute('inert', true);
  const giveBack = () => {
    if (activeElement instanceof HTMLElement) activeElement.focus({ preventScroll: true });
  };
  return () => {
    dialogs -= 1;
    page?.toggleAttribute('inert', dialogs > 0);
    giveBack();
    // while it closes, the dialog takes the focus once more, and goes with it
    window.setTimeout(() => {
      const at = document.activeElement;
      if (dialogs === 0 && (at === null || at.matches('body, [role=dialog] *'))) giveBack();
    });
    // it may be gone: a calendar knows better where to go on, and else it begins anew
    const before = activeElement instanceof HTMLElement ? activeElement : undefined;
    const offerBack = () =>
      offerFocus(before?.isConnected === true ? before : document.querySelector<HTMLElement>('.page-title'));
    // the second time for one that lay over another dialog, which closes with it
    for (const ms of [100, 350]) window.setTimeout(offerBack, ms);
  };
}
