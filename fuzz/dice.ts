import type { Random } from 'fast-check';

/** Choices that are the same again for the same seed. */
export interface Dice {
  /** A whole number from 0 to one less than `limit`. */
  below(limit: number): number;
  oneOf<T>(all: readonly T[]): T;
  /** @param share from 0 to 1 */
  chance(share: number): boolean;
}

/** One number of the run's seed and the request's number, so that each request can be made again alone. */
export const seedOf = (seed: number, number: number): number =>
  Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b);

export const diceFrom = (random: Random): Dice => {
  const below = (limit: number) => random.nextInt(0, limit - 1);
  return {
    below,
    oneOf: <T>(all: readonly T[]) => all[below(all.length)] as T,
    chance: (share) => below(2 ** 30) < share * 2 ** 30,
  };
};
