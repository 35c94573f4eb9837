import { isObject, type Problem } from '../api/problem';
import type { Slot } from './free-times';

/** Returns the times that a refusal names in place of the one that was asked for, with the same doctor. */
export function alternativesTo(slot: Slot, { members }: Problem): Slot[] {
  const { alternatives } = members;
  if (!Array.isArray(alternatives)) return [];
  return alternatives.flatMap((one: unknown) => {
    if (!isObject(one) || typeof one['time'] !== 'string') return [];
    const { time, endTime } = one;
    return [{ ...slot, time, endTime: typeof endTime === 'string' ? endTime : slot.endTime }];
  });
}
