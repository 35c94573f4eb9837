import { createContext, use, useState, type ReactNode } from 'react';

const Context = createContext<[string, (typed: string) => void]>(['', () => undefined]);

/** Keeps what was typed into the search while other pages are open; in no address, for addresses are logged. */
export function TypedProvider({ children }: { children: ReactNode }) {
  return <Context value={useState('')}>{children}</Context>;
}

/** Returns what was typed into the search, and what changes it. */
export function useTyped(): [string, (typed: string) => void] {
  return use(Context);
}
