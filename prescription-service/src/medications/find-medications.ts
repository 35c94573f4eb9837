import type { NamesAndCodes } from '../safety/name-index';
import { classByStem } from '../safety/name-stems';
import { isNear, nameOnly, spellingKey, wordsOf } from '../safety/name-words';
import type { Medication } from './schemas';

/** A drug or a class, and by which of its names it was found. */
export type Found = Pick<Medication, 'name' | 'foundBy' | 'match'>;

/** Finds what begins with the text, best first. */
export type Finder = (text: string) => Found[];

interface Entry {
  name: string;
  substance: string;
  words: string[];
  keys: string[];
}

const ranks = ['own name', 'name', 'word', 'spelling', 'near'] as const;
type Rank = (typeof ranks)[number];
/** Of a shorter word too much is one slip away. */
const shortestNear = 5;

/**
 * Makes a search over what the knowledge calls its drugs and classes, for whoever is still typing: each word of the text has to begin a
 * word of one name. What does not is looked for in common foreign spellings, and then one slip away, so that a typo never hides what
 * is spelled right.
 */
export function medicationFinder({ names, codes, classes }: NamesAndCodes): Finder {
  const entries: Entry[] = names.map(({ name, substance }) => {
    const words = wordsOf(name);
    return { name, substance, words, keys: words.map(spellingKey) };
  });

  return (text) => {
    const coded = byCode(text);
    if (coded.length > 0) return coded;
    const asked = nameOnly(wordsOf(text));
    if (asked.join('').length === 0) return [];
    const ranked = entries.flatMap((entry) => {
      const rank = rankOf(entry, asked);
      return rank === undefined ? [] : [{ entry, rank }];
    });
    const isSpelledSo = ranked.some(({ rank }) => rank !== 'near');
    const found = ranked
      .filter(({ rank }) => !isSpelledSo || rank !== 'near')
      .toSorted(
        (a, b) =>
          ranks.indexOf(a.rank) - ranks.indexOf(b.rank) ||
          a.entry.name.length - b.entry.name.length ||
          a.entry.name.localeCompare(b.entry.name, 'en'),
      );
    const best = new Map<string, Found>();
    for (const { entry, rank } of found)
      if (!best.has(entry.substance))
        best.set(entry.substance, { name: entry.substance, foundBy: entry.name, match: matchOf(rank) });
    return best.size > 0 ? [...best.values()] : byStem(asked);
  };

  function byCode(text: string): Found[] {
    const code = text.trim().toUpperCase();
    if (!/^[A-Z]\d\d/.test(code)) return [];
    const found = codes.filter((one) => one.code.toUpperCase().startsWith(code));
    return [...new Map(found.map((one) => [one.substance, one])).values()]
      .toSorted((a, b) => a.code.localeCompare(b.code, 'en'))
      .map(({ code: foundBy, substance }) => ({ name: substance, foundBy, match: 'name' }));
  }

  function byStem(asked: string[]): Found[] {
    const found = asked.map(classByStem).find((one) => one !== undefined && classes.includes(one.class));
    return found ? [{ name: found.class, foundBy: found.stem, match: 'stem' }] : [];
  }
}

function rankOf({ name, substance, words, keys }: Entry, asked: string[]): Rank | undefined {
  // co-amoxiclav and 5-FU are written together as well
  if (words.join('').startsWith(asked.join(''))) return name === substance ? 'own name' : 'name';
  const all = (fits: (word: string) => boolean) => asked.every(fits);
  if (all((word) => words.some((own) => own.startsWith(word)))) return 'word';
  if (all((word) => word.length >= 3 && keys.some((own) => own.startsWith(spellingKey(word))))) return 'spelling';
  return all((word) => words.some((own, at) => isNearBeginning(word, own, keys[at] ?? ''))) ? 'near' : undefined;
}

/** Whether a word that may not be finished is near to the beginning of another. */
function isNearBeginning(word: string, own: string, key: string): boolean {
  if (own.startsWith(word)) return true;
  if (word.length < shortestNear) return false;
  const lengths = [0, -1, 1].map((more) => word.length + more);
  return lengths.some((length) => isNear(word, own.slice(0, length))) || isNear(spellingKey(word), key);
}

const matchOf = (rank: Rank): Found['match'] => (rank === 'near' || rank === 'spelling' ? rank : 'name');
