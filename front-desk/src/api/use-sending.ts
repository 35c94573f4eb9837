import { useMutation, type UseMutationOptions, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';

/** So long after a command was sent the same again is the second half of a double click. */
const doubleMs = 500;

/** Returns what does something unless the same is being done, or was done a moment ago; `what` says which it is. */
export function useOnce(): (what: string, run: () => Promise<unknown>) => void {
  // known at once: what is drawn is drawn only after the second click
  const underWay = useRef(new Set<string>());
  return (what, run) => {
    if (underWay.current.has(what)) return;
    underWay.current.add(what);
    const since = Date.now();
    const end = () => underWay.current.delete(what);
    run().then(() => window.setTimeout(end, doubleMs - (Date.now() - since)), end);
  };
}

/**
 * Sends commands, each once, however often its button is clicked or its key comes: it takes the place of `useMutation`. Commands are the
 * same if all but their `key` is; others, such as the check-in of the next patient, go out while one waits. What was refused may be sent again.
 */
export function useSending<Data, Failure = Error, Asked = void, Context = unknown>(
  options: UseMutationOptions<Data, Failure, Asked, Context>,
): UseMutationResult<Data, Failure, Asked, Context> {
  const sending = useMutation(options);
  const once = useOnce();
  return {
    ...sending,
    mutate: (...asked) => once(whatIs(asked[0]), () => sending.mutateAsync(...asked)),
  };
}

function whatIs(asked: unknown): string {
  return JSON.stringify([asked], (name, value: unknown) => (name === 'key' ? undefined : value));
}
