/** A click so soon after something has come under the pointer was meant for what was there before. */
const surpriseMs = 300;

/** What a click or Enter is for. */
const commands = 'a, button, input, select, label, [role=button], [role=option], [role=menuitem], [tabindex="0"]';

/**
 * Has the page take only keys and clicks that are meant for what they meet: no Enter that is still held from before, and no click on
 * what has just moved under the pointer or comes in place of what the first click of a double click was for.
 */
export function keepInputSure(): void {
  let still = { x: -1, y: -1 };
  let over: Element | null = null;
  let cameAt = -surpriseMs;
  let clicked: Element | null = null;
  const drop = (event: Event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  window.addEventListener(
    'keydown',
    (event) => {
      const isWriting = event.target instanceof HTMLElement && event.target.matches('textarea, [contenteditable]');
      if (event.key === 'Enter' && event.repeat && !isWriting) drop(event);
    },
    true,
  );
  // the browser tells also of what comes under a pointer that rests
  window.addEventListener(
    'pointerover',
    ({ clientX, clientY, target, timeStamp }) => {
      const now = commandAt(target);
      const rests = clientX === still.x && clientY === still.y;
      if (rests && now !== null && now !== over) cameAt = timeStamp;
      else if (!rests) cameAt = -surpriseMs;
      over = now;
    },
    true,
  );
  window.addEventListener(
    'pointermove',
    ({ clientX, clientY }) => {
      still = { x: clientX, y: clientY };
    },
    true,
  );
  window.addEventListener(
    'click',
    (event) => {
      // by a key or a program
      if (event.detail === 0) return;
      const now = commandAt(event.target);
      const isSurprise = now === over && event.timeStamp - cameAt < surpriseMs;
      const isAnother = event.detail > 1 && now !== clicked;
      clicked = now;
      if (now !== null && (isSurprise || isAnother)) drop(event);
    },
    true,
  );
}

function commandAt(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest(commands) : null;
}
