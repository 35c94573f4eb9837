import { meaningOfCode, type ClassCodes } from './atc';
import { classByStem } from './name-stems';
import { isNameLike, isNear, nameOnly, salts, spellingKey, wordsOf } from './name-words';

/** What the knowledge has of names and codes. */
export interface NamesAndCodes {
  names: { name: string; substance: string }[];
  /** ATC codes of drugs, and the beginnings of those of classes. */
  codes: { code: string; substance: string }[];
  members: { class: string; drug: string }[];
  classes: string[];
}

/** Drugs, or classes that are named themselves, and all classes that they belong to. */
export interface Terms {
  substances: string[];
  classes: string[];
}

export const isKnown = ({ substances, classes }: Terms): boolean => substances.length + classes.length > 0;

/** What a name and a code mean to the knowledge; no substances and no classes: it is not known. */
export interface Meaning extends Terms {
  /** The name without strength and form; see `compareNames`. */
  words: string[];
  /** Names of the knowledge that a word that is not known is near to. */
  near: ({ name: string } & Terms)[];
  /** Parts of a combination (Amlodipine/Olmesartan) that are not known. */
  unknownParts: string[];
}

export interface NameIndex {
  read(name: string, code: string | null): Meaning;
}

interface Entry {
  name: string;
  words: string[];
  substance: string;
}

const mostWordsInName = 6;
const mostRemembered = 5000;

/**
 * Makes an index of what the knowledge calls its drugs and classes. A name is found wherever it stands in a text, written
 * together or apart, as it is or in a common foreign spelling; a name within a longer one that is found as well does not
 * count (penicillin in penicillin V).
 */
export function nameIndex(knowledge: NamesAndCodes): NameIndex {
  const exact = new Map<string, Entry[]>();
  const spelled = new Map<string, Entry[]>();
  const entries = knowledge.names.map(({ name, substance }) => ({ name, words: wordsOf(name), substance }));
  for (const entry of entries) {
    add(exact, entry.words.join(''), entry);
    for (const key of spellingsOf(entry.words)) add(spelled, key, entry);
  }
  const classesByDrug = new Map<string, string[]>();
  for (const member of knowledge.members) add(classesByDrug, member.drug, member.class);
  const termsOf = (substances: string[]): Terms => ({
    substances,
    classes: unique(substances.flatMap((drug) => classesByDrug.get(drug) ?? [])),
  });
  const classCodes: ClassCodes = { ...knowledge, termsOf };

  const nearTo = (words: string[], place: number): Meaning['near'] => {
    const word = words[place] ?? '';
    const found = onePerSubstance(entries.filter((entry) => isNearAt(words, place, entry.words)));
    if (found.length > 0) return found.map(({ name, substance }) => ({ name, ...termsOf([substance]) }));
    const byStem = classByStem(word);
    return byStem && knowledge.classes.includes(byStem.class)
      ? [{ name: `the ${byStem.class} (${byStem.stem})`, substances: [], classes: [byStem.class] }]
      : [];
  };

  const read = (name: string, code: string | null): Meaning => {
    const words = wordsOf(name);
    const found = findIn(words, exact, (span) => [span.join('')]);
    const rest = words.map((word, i) => (found.some((span) => covers(span, i)) ? '' : word));
    const respelled = findIn(rest, spelled, spellingsOf);
    const isRead = (place: number) => [...found, ...respelled].some((span) => covers(span, place));
    const byCode = meaningOfCode(classCodes, name, code);
    const named = [...found, ...respelled].flatMap((span) => span.entries.map(({ substance }) => substance));
    const substances = unique([...named, ...byCode.substances]);
    const parts = unreadParts(name, words, isRead);
    // beside a name that is known most other words are brands and makers; those of another part of a combination are not
    const isWanted = (word: string) =>
      substances.length === 0 || word.length >= 7 || parts.some((part) => part.includes(word));
    const near = words.flatMap((word, i) =>
      isNameLike(word) && word.length >= 5 && !isRead(i) && isWanted(word) ? nearTo(words, i) : [],
    );
    return {
      words: nameOnly(words),
      substances,
      classes: unique([...termsOf(substances).classes, ...byCode.classes]),
      near: [...near, ...byCode.near],
      unknownParts: substances.length === 0 ? [] : parts.map((part) => part.join(' ')),
    };
  };

  const remembered = new Map<string, Meaning>();
  return {
    read: (name, code) => {
      const key = JSON.stringify([name, code]);
      const known = remembered.get(key) ?? read(name, code);
      if (remembered.size >= mostRemembered) remembered.clear();
      remembered.set(key, known);
      return known;
    },
  };
}

/** Each word in its common spelling, joined; of two or three words in any order: acidum acetylsalicylicum. */
const spellingsOf = (words: string[]): string[] => {
  const keys = words.map(spellingKey);
  const joined = keys.join('');
  if (joined.length < 4 || words.includes('')) return [];
  return words.length === 2 || words.length === 3 ? [joined, keys.sort().join(' ')] : [joined];
};

/** Whether the words from this place on are near to a name, word for word, and not the same. */
const isNearAt = (words: string[], place: number, name: string[]): boolean => {
  const isOne = (word: string | undefined, other: string, i: number) => {
    if (word === undefined) return false;
    const [key, otherKey] = [spellingKey(word), spellingKey(other)];
    return key === otherKey ? i !== place : isNear(word, other) || isNear(key, otherKey);
  };
  return name.some((_, at) => name.every((other, i) => isOne(words[place - at + i], other, place - at + i)));
};

interface Span {
  start: number;
  end: number;
  entries: Entry[];
}
const covers = ({ start, end }: Span, place: number) => start <= place && place < end;

const findIn = (words: string[], index: Map<string, Entry[]>, keysOf: (span: string[]) => string[]): Span[] => {
  const spans: Span[] = [];
  for (let start = 0; start < words.length; start++) {
    for (let end = start + 1; end <= Math.min(words.length, start + mostWordsInName); end++) {
      const span = words.slice(start, end);
      const entries = keysOf(span)
        .flatMap((key) => (key === '' ? [] : (index.get(key) ?? [])))
        .filter((entry) => isFit(entry, span, key(entry), start));
      if (entries.length > 0) spans.push({ start, end, entries });
    }
  }
  return spans.filter(
    (span) =>
      !spans.some(
        (other) => other !== span && other.start <= span.start && span.end <= other.end && sizeOf(other) > sizeOf(span),
      ),
  );
};
const key = ({ words }: Entry) => words.join('');
const sizeOf = ({ start, end }: Span) => end - start;

/** Not what only looks like a name: "as a tablet" is no ASA, and the nitrate of a silver nitrate pencil no nitrate. */
const isFit = ({ words }: Entry, span: string[], joined: string, start: number): boolean => {
  if (start > 0 && span.length === 1 && salts.has(span[0] ?? '')) return false;
  return words.length === span.length || joined.length >= 5;
};

/** The parts of a combination, between / + & and "with", in which no name was found. */
const unreadParts = (name: string, words: string[], isRead: (place: number) => boolean): string[][] => {
  const parts = name.split(/[+/&]|\s(?:and|with|plus)\s/i).map(wordsOf);
  let place = 0;
  return parts.flatMap((part) => {
    const start = place;
    place += part.length;
    const named = part.filter((word) => isNameLike(word) && word.length >= 4);
    const isKnown =
      part.some((_, i) => isRead(start + i)) || parts.length === 1 || words.length !== parts.flat().length;
    return named.length > 0 && !isKnown ? [named] : [];
  });
};

const onePerSubstance = (entries: Entry[]): Entry[] =>
  entries.filter(({ substance }, i) => entries.findIndex((other) => other.substance === substance) === i);

const unique = (values: string[]): string[] => [...new Set(values)];

const add = <T>(index: Map<string, T[]>, key: string, value: T): void => {
  const values = index.get(key);
  if (values) values.push(value);
  else index.set(key, [value]);
};
