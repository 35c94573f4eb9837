import { useState } from 'react';
import { useFormat } from '../texts/format';
import { readTill, type Draft } from './read-till';

const first: Draft = { id: 0, method: 'cash', amount: undefined, given: '', reference: '' };

/** The form of what is handed over, by one method or several. */
export function useTill(due: number | undefined, deposit: number, currency: string) {
  const format = useFormat();
  const [drafts, setDrafts] = useState<readonly Draft[]>([first]);
  const till = readTill(drafts, { due, deposit, currency, signs: format.signs });
  const nextId = Math.max(...drafts.map(({ id }) => id)) + 1;
  return {
    ...till,
    isWritten: drafts.some(({ amount, given, reference }) => (amount ?? '') !== '' || given !== '' || reference !== ''),
    change: (id: number, changed: Partial<Draft>) =>
      setDrafts(drafts.map((draft) => (draft.id === id ? { ...draft, ...changed } : draft))),
    /** The new one takes the rest; what is left open of the others is to be typed. */
    split: () =>
      setDrafts([...drafts, { ...first, id: nextId, method: drafts.at(-1)?.method === 'cash' ? 'card' : 'cash' }]),
    remove: (id: number) => setDrafts(drafts.filter((draft) => draft.id !== id)),
    /** Pays from the deposit what it holds; the rest is for the others. */
    payFromDeposit: (due: number) => {
      const amount = format.plain(Math.min(due, deposit), currency);
      const others = deposit >= due ? [] : drafts;
      setDrafts([{ ...first, id: nextId, method: 'deposit', amount }, ...others]);
    },
    clear: () => setDrafts([first]),
  };
}

export type Till = ReturnType<typeof useTill>;
