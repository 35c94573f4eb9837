import { parseAmount, type AmountFault } from './parse-amount';
import type { Signs } from '../texts/number-of';
import type { Part } from './share-out';
import type { Method } from './method';

/** One method as it stands in the form. */
export interface Draft {
  id: number;
  method: Method;
  /** Undefined while nobody has typed: the last such one is the rest of what is owed. */
  amount: string | undefined;
  given: string;
  reference: string;
}

export interface ReadPart {
  draft: Draft;
  /** Minor units, as all amounts here. */
  amount: number | undefined;
  amountFault: AmountFault | 'more-than-deposit' | undefined;
  given: number | undefined;
  givenFault: AmountFault | 'too-little' | undefined;
  change: number;
}

export interface ReadTill {
  parts: ReadPart[];
  sum: number;
  isTooMuch: boolean;
  /** What is to be taken; undefined while something is at fault. */
  ready: Part<Method>[] | undefined;
}

interface Terms {
  /** What is owed on the chosen bills; undefined for a deposit, which has no limit. */
  due: number | undefined;
  /** What is held for the patient. */
  deposit: number;
  currency: string;
  signs: Signs;
}

/** Reads the form: what each method brings, what change it gives, and what is wrong. */
export function readTill(drafts: readonly Draft[], { due, deposit, currency, signs }: Terms): ReadTill {
  const typed = drafts.map(({ amount }) => (amount === undefined ? undefined : parseAmount(amount, currency, signs)));
  const sumTyped = typed.reduce((sum, one) => sum + (one && 'minor' in one ? one.minor : 0), 0);
  const restAt = due === undefined ? -1 : drafts.findLastIndex(({ amount }) => amount === undefined);
  const rest = Math.max(0, (due ?? 0) - sumTyped);
  const parts = drafts.map((draft, index): ReadPart => {
    const parsed = typed[index] ?? (index === restAt && rest > 0 ? { minor: rest } : { fault: 'empty' as const });
    const amount = 'minor' in parsed ? parsed.minor : undefined;
    const isOver = draft.method === 'deposit' && amount !== undefined && amount > deposit;
    return {
      draft,
      amount,
      amountFault: isOver ? 'more-than-deposit' : 'fault' in parsed ? parsed.fault : undefined,
      ...readGiven(draft, amount, currency, signs),
    };
  });
  const sum = parts.reduce((total, { amount = 0 }) => total + amount, 0);
  const isTooMuch = due !== undefined && sum > due;
  const isReady = !isTooMuch && parts.every(({ amountFault, givenFault }) => !amountFault && !givenFault);
  return { parts, sum, isTooMuch, ready: isReady ? parts.map(partOf) : undefined };
}

function readGiven({ method, given: typed }: Draft, amount: number | undefined, currency: string, signs: Signs) {
  const none = { given: undefined, givenFault: undefined, change: 0 };
  if (method !== 'cash' || typed.trim() === '') return none;
  const parsed = parseAmount(typed, currency, signs);
  if ('fault' in parsed) return { ...none, givenFault: parsed.fault };
  if (amount === undefined) return { ...none, given: parsed.minor };
  const isTooLittle = parsed.minor < amount;
  return {
    given: parsed.minor,
    givenFault: isTooLittle ? ('too-little' as const) : undefined,
    change: isTooLittle ? 0 : parsed.minor - amount,
  };
}

function partOf({ draft: { method, reference }, amount = 0, given }: ReadPart): Part<Method> {
  return { method, amount, given, reference: reference.trim() };
}
