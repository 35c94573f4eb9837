import { Activity, useLayoutEffect, useRef, type ReactNode } from 'react';

/** What is in it: while `isAway` it is not in the document and takes no key, and all that was written in it is kept. */
export function PutAway({ isAway, children }: { isAway: boolean; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (isAway && place.current ? takeOut(place.current) : undefined), [isAway]);
  return (
    <div ref={place} className="put-away">
      <Activity mode={isAway ? 'hidden' : 'visible'}>{children}</Activity>
    </div>
  );
}

/** Takes all that is in the place out of the document, with the dialogs that lie over it; returns what puts it back. */
function takeOut(place: HTMLElement): () => void {
  const over = [...document.body.querySelectorAll<HTMLElement>(':scope > [data-portal]')];
  const parts = [...place.children];
  for (const part of [...parts, ...over]) part.remove();
  // what was printed would be printed once more
  for (const printed of document.querySelectorAll('.print-frame')) printed.remove();
  return () => {
    place.append(...parts);
    document.body.append(...over);
  };
}
