import { parseAmount, type AmountFault } from '../cash/parse-amount';
import { latinDigits } from '../texts/digits';
import type { Signs } from '../texts/number-of';
import { denominationsOf } from './denominations';

/** What was typed for one method of one currency. */
export interface CountDraft {
  method: string;
  currency: string;
  /** The sum, where it is not counted piece by piece. */
  sum: string;
  float: string;
  /** Pieces by the value of the note or coin, in minor units. */
  pieces: Readonly<Record<number, string>>;
  explanation: string;
}

export interface ReadCount {
  draft: CountDraft;
  /** Minor units; undefined where it is not counted, or wrong. */
  counted: number | undefined;
  float: number | undefined;
  sumFault: AmountFault | undefined;
  floatFault: AmountFault | undefined;
  wrongPieces: readonly number[];
  denominations: { value: number; count: number }[] | undefined;
}

export const keyOf = ({ method, currency }: { method: string; currency: string }) => `${method} ${currency}`;

/** Whether it is counted by notes and coins. */
export function isByPieces({ method, currency }: { method: string; currency: string }): boolean {
  return method === 'cash' && denominationsOf(currency).length > 0;
}

/** Reads what was counted, in minor units. Nothing typed among the pieces is none of them; a sum has to be typed. */
export function readCount(draft: CountDraft, signs: Signs): ReadCount {
  const float = orZero(draft.float, draft.currency, signs);
  const shared = { draft, float: float.minor, floatFault: float.fault };
  if (!isByPieces(draft)) {
    const sum = draft.sum.trim() === '' ? { fault: 'empty' as const } : orZero(draft.sum, draft.currency, signs);
    return {
      ...shared,
      counted: 'minor' in sum ? sum.minor : undefined,
      sumFault: sum.fault,
      wrongPieces: [],
      denominations: undefined,
    };
  }
  const pieces = denominationsOf(draft.currency).map((value) => ({
    value,
    count: piecesIn(draft.pieces[value] ?? ''),
  }));
  const wrongPieces = pieces.filter(({ count }) => count === undefined).map(({ value }) => value);
  const right = pieces.flatMap(({ value, count = 0 }) => (count > 0 ? [{ value, count }] : []));
  return {
    ...shared,
    counted: wrongPieces.length > 0 ? undefined : right.reduce((sum, { value, count }) => sum + value * count, 0),
    sumFault: undefined,
    wrongPieces,
    denominations: right,
  };
}

function piecesIn(typed: string): number | undefined {
  const text = latinDigits(typed).trim();
  if (text === '') return 0;
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

/** A drawer may be empty, so that nothing is an amount as well. */
function orZero(
  typed: string,
  currency: string,
  signs: Signs,
): { minor: number; fault?: undefined } | { minor?: undefined; fault: AmountFault } {
  if (/^\s*0*([.,٫]0*)?\s*$/.test(latinDigits(typed))) return { minor: 0 };
  const parsed = parseAmount(typed, currency, signs);
  return 'minor' in parsed ? { minor: parsed.minor } : { fault: parsed.fault };
}
