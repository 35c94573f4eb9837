import fc, { type Arbitrary } from 'fast-check';
import { asCommand } from '../command';
import { setHeader, wireOf, type Draft } from '../draft';
import { exchange } from '../exchange';

/** How a fault shows itself. */
export interface Symptom {
  status: number;
  kind: string;
}

export interface Shrunk {
  /** A line for a shell; undefined where the fault was not seen again. */
  command: string | undefined;
  /** How many requests were sent to find it. */
  sent: number;
}

const mostSent = 500;
const timeLimitMs = 10_000;

/**
 * Sends smaller and smaller requests, and keeps to those that fail in the same way.
 * @param requests says which requests are smaller
 */
export async function shrink(
  draft: Draft,
  symptom: Symptom,
  requests: Arbitrary<Draft>,
  slowMs: number,
): Promise<Shrunk> {
  const tried = new Set<string>();
  const passes = async (candidate: Draft): Promise<boolean> => {
    const text = `${candidate.copies} ${wireOf(candidate).toString('latin1')}`;
    if (tried.has(text) || tried.size >= mostSent) return true;
    tried.add(text);
    const exchanges = await exchange(withFreshKey(candidate, tried.size), slowMs);
    return !exchanges.some(({ answer, judgements }) =>
      judgements.some(({ kind }) => answer.status === symptom.status && kind === symptom.kind),
    );
  };
  const { counterexample } = await fc.check(fc.asyncProperty(requests, passes), {
    examples: [[draft]],
    numRuns: 1,
    interruptAfterTimeLimit: timeLimitMs,
  });
  const smallest = counterexample?.[0];
  return { command: smallest && asCommand(withFreshKey(smallest, 0)), sent: tried.size };
}

/** A key that was used before would get the response of then. */
function withFreshKey(draft: Draft, number: number): Draft {
  const key = draft.headers.find(([name]) => name.toLowerCase() === 'idempotency-key')?.[1];
  if (!key?.startsWith('fuzz-')) return draft;
  const fresh = { ...draft };
  setHeader(fresh, 'Idempotency-Key', `${key}-${number}`);
  return fresh;
}
