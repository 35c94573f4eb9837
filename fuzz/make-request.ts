import fc, { type Arbitrary } from 'fast-check';
import { diceFrom, seedOf, type Dice } from './dice';
import { setHeader, type Draft } from './draft';
import type { Known } from './known';
import { byteMutations } from './mutations/bytes';
import { headerMutations } from './mutations/headers';
import type { Mutation } from './mutations/mutation';
import { pathMutations } from './mutations/path';
import { brokenQueryMutations, queryMutations } from './mutations/query';
import { valueMutations } from './mutations/values';
import { wireMutations } from './mutations/wire';
import { anyTexts } from './naughty';
import type { Operation } from './operations';
import { validRequests, type ValidRequest } from './valid';

// in the order in which they are done: values before bytes, bytes before the wire
const stages: { share: number; judgeable: boolean; mutations: Mutation[] }[] = [
  { share: 0.38, judgeable: true, mutations: valueMutations },
  { share: 0.2, judgeable: true, mutations: queryMutations },
  { share: 0.04, judgeable: false, mutations: brokenQueryMutations },
  { share: 0.1, judgeable: false, mutations: pathMutations },
  { share: 0.15, judgeable: false, mutations: headerMutations },
  { share: 0.1, judgeable: false, mutations: byteMutations },
  { share: 0.03, judgeable: false, mutations: wireMutations },
];

const chooseStage = (dice: Dice): number => {
  let left = dice.below(1000) / 1000;
  return Math.max(
    0,
    stages.findIndex(({ share }) => (left -= share) < 0),
  );
};

/** The valid request that the number stands for. */
const draftFor = (operation: Operation, requests: Arbitrary<ValidRequest>, seed: number, dice: Dice): Draft => {
  const [valid] = fc.sample(requests, { seed, numRuns: 1 });
  if (!valid) throw new Error('no request');
  const headers: [string, string][] = operation.body ? [['Content-Type', operation.body.contentType]] : [];
  const key = `fuzz-${operation.id}-${seed}-${process.pid}`;
  if (operation.method === 'POST' && dice.chance(0.5)) headers.push(['Idempotency-Key', key]);
  if (/PATCH|PUT|DELETE/.test(operation.method) && dice.chance(0.2)) headers.push(['If-Match', '"1"']);
  if (operation.method === 'GET' && dice.chance(0.2)) headers.push(['If-None-Match', '"1"']);
  return {
    operation,
    method: operation.method,
    path: operation.template.replace(/\{(\w+)\}/g, (_all, name: string) => valid.parameters[name] ?? ''),
    query: valid.query.map(([name, value]) => [name, encodeURIComponent(value.toWellFormed())]),
    headers,
    json: valid.body,
    copies: 1,
    done: [],
    judgeable: true,
  };
};

export interface RequestMaker {
  /** A valid request; another one for another number. */
  valid(operation: Operation, number: number): Draft;
  /** Request `number` of a run: a valid one in seven, all others changed in one to three ways. */
  make(number: number): Draft;
}

export const requestMaker = (offered: Operation[], known: Known, seed: number): RequestMaker => {
  const texts = anyTexts(seed);
  // new records more often, because commands use up those that are there
  const creating = offered.filter(({ method, path }) => method === 'POST' && path.length === 0);
  const operations = [...offered, ...creating, ...creating];

  const requests = new Map(offered.map((operation) => [operation, validRequests(operation, known)]));

  const draft = (operation: Operation, own: number, dice: Dice): Draft =>
    draftFor(operation, requests.get(operation) ?? validRequests(operation, known), own, dice);

  const mutate = (draft: Draft, dice: Dice): void => {
    const chosen = Array.from({ length: 1 + dice.below(3) }, () => chooseStage(dice)).sort((a, b) => a - b);
    for (const n of chosen) {
      const stage = stages[n];
      if (!stage) continue;
      const mutation = dice.oneOf(stage.mutations);
      if (!mutation.apply(draft, { dice, known, texts })) continue;
      draft.done.push(mutation.name);
      draft.judgeable &&= stage.judgeable;
    }
  };

  return {
    valid: (operation, number) => draft(operation, seedOf(seed, number), diceFrom(seedOf(seed, number))),
    make: (number) => {
      const own = seedOf(seed, number);
      const dice = diceFrom(own);
      const made = draft(dice.oneOf(operations), own, dice);
      if (dice.chance(1 / 7)) return made;
      if (made.method === 'POST' && dice.chance(0.03)) {
        setHeader(made, 'Idempotency-Key', `fuzz-twins-${own}-${process.pid}`);
        made.copies = 4;
        made.done.push('four at once under one key, one of them another');
      } else {
        mutate(made, dice);
      }
      return made;
    },
  };
};
