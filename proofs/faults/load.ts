import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { randomFrom } from '../fleet-client';
import { send, type Answered } from './client';
import { diceOf, drawRead, draws, drawWrite, type Dice } from './draws';
import { saysNothing, type Attempt, type Entry, type History, type Intent } from './history';
import { learn, type World } from './world';

const mostUnderWay = 80;
/** The type of an attempt to read what a client had been told of, and was not told this time. */
export const notThere = 'not there';

export interface Load {
  /** Sends nothing new, and lets those who repeat go on for `ms` at most. Gives how many had no answer by then. */
  stop(ms: number): Promise<number>;
}

const withoutBody = ({ body: _body, retryAfterMs: _retryAfterMs, ...attempt }: Answered): Attempt => attempt;

/** One request of an intent. */
const attempt = async (history: History, entry: Entry): Promise<Answered> => {
  const { service, operation, path, body, key } = entry;
  const answer = await send(service, operation, path, { key, body });
  entry.attempts.push(withoutBody(answer));
  history.attempts.push(withoutBody(answer));
  return answer;
};

/** What a good client does: the same request under the same key, until an answer says what became of it. */
export const persist = async (history: History, entry: Entry, until: () => boolean): Promise<Answered> => {
  for (let tries = 0; ; tries++) {
    const answer = await attempt(history, entry);
    if (!saysNothing(answer) || until()) return answer;
    await pause(answer.retryAfterMs ?? Math.min(200 * 2 ** tries, 1000));
  }
};

export const enter = (history: History, intent: Intent, key: string): Entry => {
  const entry = { ...intent, key, attempts: [] };
  history.entries.push(entry);
  return entry;
};

const write = async (world: World, history: History, dice: Dice, isOver: () => boolean): Promise<void> => {
  const key = randomUUID();
  const intent = drawWrite(world, dice, key);
  if (!intent) return;
  const entry = enter(history, intent, key);
  const manner = dice.below(20);
  // gives up at once, and never knows; sends it twice at once; or goes on until it knows
  const sent =
    manner < 2
      ? [attempt(history, entry)]
      : Array.from({ length: manner < 4 ? 2 : 1 }, () => persist(history, entry, isOver));
  const answers = await Promise.all(sent);
  const told = answers.find((answer) => !saysNothing(answer));
  if (told) learn(world, entry, told);
};

const read = async (world: World, history: History, dice: Dice): Promise<void> => {
  const drawn = drawRead(world, dice);
  if (!drawn) return;
  const answer = await send(drawn.service, drawn.what, drawn.path);
  history.attempts.push({
    ...withoutBody(answer),
    ...(answer.status === 404 && drawn.mustFind ? { type: notThere } : {}),
  });
};

/** Registers whom the load is about; the fleet has to be whole. */
export const populate = async (world: World, history: History, random: () => number): Promise<void> => {
  const dice = diceOf(random);
  const register = async (operation: 'register patient' | 'register doctor') => {
    const key = randomUUID();
    const intent = draws[operation](world, dice, key);
    if (!intent) return;
    const entry = enter(history, intent, key);
    learn(world, entry, await persist(history, entry, () => false));
  };
  for (let i = 0; i < 6; i++) await register('register doctor');
  for (let i = 0; i < 15; i++) await Promise.all(Array.from({ length: 4 }, () => register('register patient')));
};

/** So many requests begun each second, however long the answers take, up to a bound on what is under way. */
export const startLoad = (world: World, history: History, perSecond: number, seed: number): Load => {
  const dice = diceOf(randomFrom(seed));
  const underWay = new Set<Promise<void>>();
  let over = false;
  const begin = () => {
    if (underWay.size >= mostUnderWay) {
      history.shed++;
      return;
    }
    const request = dice.below(4) === 0 ? read(world, history, dice) : write(world, history, dice, () => over);
    const tracked: Promise<void> = request.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };
  const timer = setInterval(begin, 1000 / perSecond);
  return {
    stop: async (ms) => {
      clearInterval(timer);
      const all = Promise.all(underWay).then(() => true);
      const inTime = await Promise.race([all, pause(ms, false, { ref: false })]);
      const unanswered = inTime ? 0 : underWay.size;
      over = true;
      await all;
      return unanswered;
    },
  };
};
