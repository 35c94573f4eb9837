import type { Dice } from '../dice';
import type { Draft } from '../draft';
import type { Known } from '../known';

export interface MutationTools {
  dice: Dice;
  known: Known;
  /** Seeded texts of any characters. */
  texts: string[];
}

/** Changes the draft in one way; gives false where that is not possible. */
export interface Mutation {
  name: string;
  apply(draft: Draft, tools: MutationTools): boolean;
}

export const mutation = (name: string, apply: Mutation['apply']): Mutation => ({ name, apply });
