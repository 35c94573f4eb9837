import fc, { type Arbitrary, type Random, type Stream, type Value } from 'fast-check';
import { diceFrom, seedOf, type Dice } from './dice';
import { setHeader, type Draft } from './draft';
import type { Intruder, IntruderMaker } from './intruders';
import type { Known } from './known';
import { byteMutations } from './mutations/bytes';
import { headerMutations } from './mutations/headers';
import type { Mutation, MutationTools } from './mutations/mutation';
import { pathMutations } from './mutations/path';
import { brokenQueryMutations, queryMutations } from './mutations/query';
import { valueMutations } from './mutations/values';
import { wireMutations } from './mutations/wire';
import { anyTexts } from './naughty';
import type { Operation } from './operations';
import { smallerDrafts } from './shrink/smaller-drafts';
import { validRequests } from './valid';

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

/** Makes requests of one operation, or of any, from one source of randomness. */
type Generate = (random: Random, biasFactor: number | undefined) => Draft;

export interface RequestMaker {
  /** A valid request; another one for another number. */
  valid(operation: Operation, number: number): Draft;
  /** Request `number` of a run: a valid one in seven, all others changed in one to three ways. */
  make(number: number): Draft;
  /** What `make` takes its requests from. It shrinks any request, also one that it has not made itself. */
  requests: Arbitrary<Draft>;
}

/** How many of the requests come from those who may not, and who they are. */
export interface Intrusion {
  share: number;
  make: IntruderMaker;
}

export function requestMaker(offered: Operation[], known: Known, seed: number, intrusion?: Intrusion): RequestMaker {
  const texts = anyTexts(seed);
  // new records more often, because commands use up those that are there
  const creating = offered.filter(({ method, path }) => method === 'POST' && path.length === 0);
  const operations = [...offered, ...creating, ...creating];
  const valid = new Map(offered.map((operation) => [operation, validDrafts(operation, known)]));

  const anyRequest: Generate = (random, biasFactor) => {
    const dice = diceFrom(random);
    const operation = dice.oneOf(operations);
    const draft = (valid.get(operation) ?? validDrafts(operation, known))(random, biasFactor);
    const isValid = dice.chance(1 / 7);
    if (!isValid && draft.operation.takesKey && draft.method === 'POST' && dice.chance(0.03)) repeatAtOnce(draft, dice);
    else if (!isValid) mutate(draft, { dice, known, texts });
    if (intrusion && dice.chance(intrusion.share)) intrude(draft, intrusion.make(draft.operation, dice));
    return draft;
  };

  const requests = new Requests(anyRequest);
  const sample = (from: Arbitrary<Draft>, number: number): Draft => {
    const [draft] = fc.sample(from, { seed: seedOf(seed, number), numRuns: 1 });
    if (!draft) throw new Error('no request');
    return draft;
  };
  return {
    requests,
    valid: (operation, number) => sample(new Requests(valid.get(operation) ?? validDrafts(operation, known)), number),
    make: (number) => sample(requests, number),
  };
}

class Requests extends fc.Arbitrary<Draft> {
  constructor(private readonly draftFrom: Generate) {
    super();
  }

  override generate(random: Random, biasFactor: number | undefined): Value<Draft> {
    return new fc.Value(this.draftFrom(random, biasFactor), undefined);
  }

  // a request depends on the records that were known when it was made, so it is shrunk as it was sent, not made again
  override canShrinkWithoutContext(value: unknown): value is Draft {
    return typeof value === 'object' && value !== null && 'operation' in value;
  }

  override shrink(draft: Draft): Stream<Value<Draft>> {
    return fc.stream(smallerDrafts(draft)).map((smaller) => new fc.Value(smaller, undefined));
  }
}

function validDrafts(operation: Operation, known: Known): Generate {
  const requests = validRequests(operation, known);
  return (random, biasFactor) => {
    const dice = diceFrom(random);
    const { parameters, query, body } = requests.generate(random, biasFactor).value;
    const headers: [string, string][] = operation.body ? [['Content-Type', operation.body.contentType]] : [];
    const key = `fuzz-${operation.id}-${dice.below(2 ** 31)}-${process.pid}`;
    if (operation.method === 'POST' && dice.chance(0.5)) headers.push(['Idempotency-Key', key]);
    if (/PATCH|PUT|DELETE/.test(operation.method) && dice.chance(0.2)) headers.push(['If-Match', '"1"']);
    if (operation.method === 'GET' && dice.chance(0.2)) headers.push(['If-None-Match', '"1"']);
    return {
      operation,
      method: operation.method,
      path: operation.template.replace(/\{(\w+)\}/g, (_all, name: string) => parameters[name] ?? ''),
      query: query.map(([name, value]) => [name, encodeURIComponent(value.toWellFormed())]),
      headers,
      json: body,
      copies: 1,
      done: [],
      judgeable: true,
    };
  };
}

function repeatAtOnce(draft: Draft, dice: Dice): void {
  setHeader(draft, 'Idempotency-Key', `fuzz-twins-${dice.below(2 ** 31)}-${process.pid}`);
  draft.copies = 4;
  draft.done.push('four at once under one key, one of them another');
}

function intrude(draft: Draft, intruder: Intruder): void {
  // what goes over the connection as it stands has no token anyway
  if (draft.wire) return;
  draft.intruder = intruder;
  draft.headers = draft.headers.filter(([name]) => name.toLowerCase() !== 'authorization');
  if (intruder.authorization !== undefined) draft.headers.push(['Authorization', intruder.authorization]);
  draft.done.push(intruder.name);
}

function mutate(draft: Draft, tools: MutationTools): void {
  const { dice } = tools;
  const chosen = Array.from({ length: 1 + dice.below(3) }, () => chooseStage(dice)).sort((a, b) => a - b);
  for (const n of chosen) {
    const stage = stages[n];
    if (!stage) continue;
    const mutation = dice.oneOf(stage.mutations);
    if (!mutation.apply(draft, tools)) continue;
    draft.done.push(mutation.name);
    draft.judgeable &&= stage.judgeable;
  }
}
