import { useIsMutating, useMutationState } from '@tanstack/react-query';
import { useEffect } from 'react';

/** Returns how many changes have got no answer yet and are sent again. */
export function useKeptChanges(): number {
  // has the page drawn again as they come and go
  useIsMutating();
  return useMutationState({
    filters: { status: 'pending' },
    select: (mutation) => mutation.state.failureCount > 0,
  }).filter(Boolean).length;
}

/** Has the browser ask before the page closes, while changes are kept in its memory. */
export function useAskBeforeClosing(kept: number): void {
  const asks = kept > 0;
  useEffect(() => {
    if (!asks) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [asks]);
}
