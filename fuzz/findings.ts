import { asCommand } from './command';
import type { Draft } from './draft';
import type { Judgement } from './judge';
import type { Service } from './operations';
import type { Shrunk } from './shrink/shrink';
import type { HttpResponse } from './transport';

export interface Finding extends Judgement {
  operation: string;
  status: number;
  /** The request's number in the run. */
  number: number;
  mutations: string[];
  command: string;
  times: number;
  /** The smallest request that shows it; undefined while it is looked for. */
  shrunk: Shrunk | 'not tried' | undefined;
}

interface Count {
  requests: number;
  /** Answers by their first digit; 0 for none. */
  classes: number[];
  unavailable: number;
  faults: number;
  /** Operations that have done what they were asked. */
  done: Set<string>;
  slowestMs: number;
}

/** What came of a run. */
export interface Findings {
  services: Map<Service['name'], Count>;
  /** Each fault once for an operation, a status and a kind. */
  faults: Finding[];
  /** How those were answered who may not: by the way they tried, and by status. */
  intruders: Map<string, Map<number, number>>;
  /** Answers that the service cannot answer just now: allowed, and on a fleet that is well there are none. */
  unavailable: Finding[];
  /** Counts the answer, and returns the faults that were not there before. */
  add(number: number, draft: Draft, answer: HttpResponse, judgements: Judgement[]): Finding[];
}

export const nothingFound = (names: Service['name'][]): Findings => {
  const services = new Map(
    names.map((name): [Service['name'], Count] => [
      name,
      { requests: 0, classes: Array<number>(6).fill(0), unavailable: 0, faults: 0, done: new Set(), slowestMs: 0 },
    ]),
  );
  const faults: Finding[] = [];
  const unavailable: Finding[] = [];
  const intruders = new Map<string, Map<number, number>>();

  const keep = (found: Finding[], one: Finding): Finding[] => {
    const same = found.find(
      ({ operation, status, kind }) => operation === one.operation && status === one.status && kind === one.kind,
    );
    if (same) same.times++;
    else found.push(one);
    return same ? [] : [one];
  };

  return {
    services,
    faults,
    unavailable,
    intruders,
    add: (number, draft, { status, text, milliseconds }, judgements) => {
      const { id: operation, service } = draft.operation;
      const count = services.get(service.name);
      if (!count) return [];
      count.requests++;
      if (draft.intruder) {
        const answered = intruders.get(draft.intruder.name) ?? new Map<number, number>();
        intruders.set(draft.intruder.name, answered.set(status, (answered.get(status) ?? 0) + 1));
      }
      const digit = Math.floor(status / 100);
      count.classes[digit] = (count.classes[digit] ?? 0) + 1;
      count.slowestMs = Math.max(count.slowestMs, milliseconds);
      if (digit === 2) count.done.add(operation);
      const finding = ({ kind, detail }: Judgement): Finding => ({
        ...{ operation, status, kind, detail, number, mutations: draft.done },
        command: asCommand(draft),
        times: 1,
        shrunk: undefined,
      });
      if (status === 503) {
        count.unavailable++;
        keep(unavailable, finding({ kind: 'unavailable', detail: text }));
      }
      count.faults += judgements.length;
      return judgements.flatMap((judgement) => keep(faults, finding(judgement)));
    },
  };
};
