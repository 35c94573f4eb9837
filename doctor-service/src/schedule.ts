export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Hours of one day, as the clock on the wall shows them; an `end` no later than the `start` is on the next day. */
export interface Block {
  day: (typeof days)[number];
  start: string;
  end: string;
}

/** The first and the last day on which a schedule counts; null where it has no such end. */
export interface Validity {
  validFrom: string | null;
  validTo: string | null;
}

const dayLength = 24 * 60;
const weekLength = 7 * dayLength;

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const opens = ({ day, start }: Block) => days.indexOf(day) * dayLength + minutesOf(start);

const lengthOf = ({ start, end }: Block) => minutesOf(end) - minutesOf(start) + (end <= start ? dayLength : 0);

/** From one minute of the week to the next such other; after Sunday comes Monday. */
const minutesUntil = (from: number, to: number) => (to - from + weekLength) % weekLength;

const overlap = (a: Block, b: Block) =>
  minutesUntil(opens(a), opens(b)) < lengthOf(a) || minutesUntil(opens(b), opens(a)) < lengthOf(b);

export const textOf = ({ day, start, end }: Block) => `${day} ${start}–${end}`;

/** The blocks that overlap an earlier one of the list, by their place in it, each with that earlier one. */
export const overlapsIn = (weekly: Block[]): { place: number; block: Block; earlier: Block }[] =>
  weekly.flatMap((block, place) => {
    const earlier = weekly.slice(0, place).find((other) => overlap(block, other));
    return earlier ? [{ place, block, earlier }] : [];
  });
