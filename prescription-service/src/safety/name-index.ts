import { isNameLike, isNear, nameOnly, spellingKey, wordsOf } from './name-words';

/** What the knowledge has of names and codes. */
export interface NamesAndCodes {
  names: { name: string; substance: string }[];
  /** ATC codes of drugs. */
  codes: { code: string; substance: string }[];
  members: { class: string; drug: string }[];
}

/** Drugs, or classes that are named themselves, and all classes that they belong to. */
export interface Terms {
  substances: string[];
  classes: string[];
}

/** What a name and a code mean to the knowledge; no substances and no classes: it is not known. */
export interface Meaning extends Terms {
  /** The name without strength and form; see `compareNames`. */
  words: string[];
  /** Names of the knowledge that are spelled otherwise here. */
  readAs: string[];
  /** Names of the knowledge that are near to a word that is not known. */
  near: ({ name: string } & Terms)[];
}

export interface NameIndex {
  read(name: string, code: string | null): Meaning;
}

interface Entry {
  name: string;
  substance: string;
}

const mostWordsInName = 6;

/**
 * Makes an index of what the knowledge calls its drugs and classes. A name is found wherever it stands in a text, written
 * together or apart, as it is or in a common foreign spelling; a name within a longer one that is found as well does not
 * count (penicillin in penicillin V).
 */
export function nameIndex({ names, codes, members }: NamesAndCodes): NameIndex {
  const exact = new Map<string, Entry[]>();
  const spelled = new Map<string, Entry[]>();
  const single = new Map<string, Entry[]>();
  for (const entry of names) {
    const words = wordsOf(entry.name);
    add(exact, words.join(''), entry);
    for (const key of spellingsOf(words)) add(spelled, key, entry);
    if (words.length === 1) for (const key of spellingsOf(words)) add(single, key, entry);
  }
  const classesByDrug = new Map<string, string[]>();
  for (const member of members) add(classesByDrug, member.drug, member.class);
  const classesOf = (substances: string[]) => unique(substances.flatMap((drug) => classesByDrug.get(drug) ?? []));
  const termsOf = (substances: string[]): Terms => ({ substances, classes: classesOf(substances) });

  const nearTo = (word: string): ({ name: string } & Terms)[] => {
    const key = spellingKey(word);
    const found = [...single].filter(([other]) => isNear(key, other)).flatMap(([, entries]) => entries);
    return onePerSubstance(found).map(({ name, substance }) => ({ name, ...termsOf([substance]) }));
  };

  return {
    read: (name, code) => {
      const words = wordsOf(name);
      const found = findIn(words, exact, (span) => [span.join('')]);
      const rest = words.map((word, i) => (found.some((span) => covers(span, i)) ? '' : word));
      const respelled = findIn(rest, spelled, spellingsOf);
      const unread = rest.filter((word, i) => isNameLike(word) && !respelled.some((span) => covers(span, i)));
      const byCode = meaningOfCode(codes, members, code ?? name);
      const substances = unique([
        ...[...found, ...respelled].flatMap(({ entries }) => entries.map(({ substance }) => substance)),
        ...byCode.substances,
      ]);
      // beside a name that is known most other words are brands, salts and makers
      const shortest = substances.length > 0 ? 7 : 5;
      return {
        words: nameOnly(words),
        substances,
        classes: unique([...classesOf(substances), ...byCode.classes]),
        readAs: onePerSubstance(respelled.flatMap(({ entries }) => entries)).map((entry) => entry.name),
        near: unread.filter((word) => word.length >= shortest).flatMap(nearTo),
      };
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
      const entries = keysOf(words.slice(start, end)).flatMap((key) => (key === '' ? [] : (index.get(key) ?? [])));
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
const sizeOf = ({ start, end }: Span) => end - start;

const atc = /^[A-Z]\d\d([A-Z]([A-Z](\d\d)?)?)?$/;

/**
 * An ATC code, in capitals or not. One that no drug here has means the classes that all drugs of its group share, by the
 * longest beginning that is known: J01CR02 is one of the penicillins, as all under J01C are. A code of a group (J01C) names
 * these classes themselves.
 */
const meaningOfCode = (codes: NamesAndCodes['codes'], members: NamesAndCodes['members'], given: string): Terms => {
  const code = given.trim().toUpperCase();
  const exact = codes.filter((one) => one.code.toUpperCase() === code).map(({ substance }) => substance);
  if (exact.length > 0 || !atc.test(code)) return { substances: unique(exact), classes: [] };
  for (let length = Math.min(code.length, 5); length >= 4; length--) {
    const group = unique(
      codes.filter((one) => one.code.startsWith(code.slice(0, length))).map(({ substance }) => substance),
    );
    if (group.length === 0) continue;
    const classes = unique(members.map((member) => member.class)).filter((name) =>
      group.every((drug) => members.some((member) => member.class === name && member.drug === drug)),
    );
    return code.length < 7 ? { substances: classes, classes: [] } : { substances: [], classes };
  }
  return { substances: [], classes: [] };
};

const onePerSubstance = (entries: Entry[]): Entry[] =>
  entries.filter(({ substance }, i) => entries.findIndex((other) => other.substance === substance) === i);

const unique = (values: string[]): string[] => [...new Set(values)];

const add = <T>(index: Map<string, T[]>, key: string, value: T): void => {
  const values = index.get(key);
  if (values) values.push(value);
  else index.set(key, [value]);
};
