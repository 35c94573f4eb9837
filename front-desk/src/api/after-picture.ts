/** So long at most, where the browser draws nothing. */
const longestMs = 100;

/**
 * Waits until the page has been drawn, each time for a task of its own, so that keys come in between: what a key asks for is sent
 * after the key has its answer on the screen. Throws where it is not wanted any more, as of a day that was only passed.
 */
export async function afterPicture(signal: AbortSignal): Promise<void> {
  if (!document.hidden) await nextPicture();
  signal.throwIfAborted();
}

function nextPicture(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, longestMs);
    requestAnimationFrame(() => {
      clearTimeout(late);
      setTimeout(resolve);
    });
  });
}
