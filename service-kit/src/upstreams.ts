import { AsyncLocalStorage } from 'node:async_hooks';
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  CircuitState,
  ConsecutiveBreaker,
  bulkhead,
  circuitBreaker,
  handleWhenResult,
  retry,
  wrap,
} from 'cockatiel';
import type { z } from 'zod';
import type { Logger } from './logger';
import type { GaugeSource } from './metrics';
import { exchange, isOurFault, type Call, type UpstreamClient, type Reply, type NoResponse } from './upstream';
import type { OwnToken } from './own-token';
import { notTogether } from './problem';
import { currentRequest } from './request-context';
import { currentTransaction } from './transaction';

/** Calls to one upstream that are under way, and that wait for their turn. What is more gets no response at once. */
const mostCalls = 64;
const mostWaiting = 256;
/** For so long nobody asks; then one does, for all. */
const brokenForMs = 1000;

const isUnavailable = (result: unknown): result is NoResponse => (result as Reply<unknown>).outcome === 'unavailable';
// a caller in a hurry says nothing about the upstream, and one that began before the circuit broke nothing about it now
const countsAgainstIt = (result: unknown): boolean =>
  isUnavailable(result) && result.hurried !== true && result.outdated !== true;

/** Guards all calls to one upstream of this process. */
const guardOf = (name: string, log: Logger, failuresToBreak: number) => {
  const breaker = circuitBreaker(handleWhenResult(countsAgainstIt), {
    breaker: new ConsecutiveBreaker(failuresToBreak),
    halfOpenAfter: brokenForMs,
  });
  let breaks = 0;
  breaker.onBreak(() => {
    breaks++;
    log.warn({ upstream: name }, 'an upstream is not called for a while');
  });
  breaker.onReset(() => log.info({ upstream: name }, 'an upstream responds again'));
  const calls = bulkhead(mostCalls, mostWaiting);
  // a connection that was closed while it idled is no fault of anybody's
  const again = retry(
    handleWhenResult((result) => isUnavailable(result) && result.disconnected === true),
    { maxAttempts: 1 },
  );
  const once = wrap(calls, breaker);
  const dated = async <T>(exchanged: () => Promise<Reply<T>>): Promise<Reply<T>> => {
    const before = breaks;
    const reply = await exchanged();
    return reply.outcome === 'unavailable' && breaks !== before ? { ...reply, outdated: true } : reply;
  };
  return { breaker, calls, dated, get: wrap(once, again), post: once };
};
type Guard = ReturnType<typeof guardOf>;

const noResponseOf = (error: unknown): NoResponse => {
  if (error instanceof BrokenCircuitError)
    return { outcome: 'unavailable', reason: 'did not answer a moment ago', unsent: true };
  if (error instanceof BulkheadRejectedError)
    return { outcome: 'unavailable', reason: 'is asked by too many already', unsent: true };
  throw error;
};

/**
 * Nobody is asked in the middle of a transaction. Where no refusal would decide anything, what is asked only adds to an answer, which
 * does without. Throws a 422 problem where it would.
 */
const unasked = (name: string, refusals: string[]): NoResponse => {
  if (refusals.length > 0) throw notTogether(`This asks ${name} before it is done`);
  return { outcome: 'unavailable', reason: `the ${name.replaceAll('-', ' ')} is not asked meanwhile`, unsent: true };
};

/** The services that this one calls. */
export interface Upstreams {
  /**
   * @param refusals the problem types (`/problems/not-found`) that decide a question; any other status that is no 2xx is
   *   no response
   */
  at(name: string, baseUrl: string, refusals: string[]): UpstreamClient;
  /** For `createHttpApp`. */
  gauges: GaugeSource[];
}

const states = {
  [CircuitState.Closed]: 0,
  [CircuitState.HalfOpen]: 1,
  [CircuitState.Open]: 2,
  [CircuitState.Isolated]: 2,
};

/**
 * Calls to other services: each within a time limit, or less where our own caller waits less long; a GET is repeated once
 * after a lost connection; an upstream that stays silent is not asked for a second, and so costs nobody any time.
 * @param timeLimitMs for all calls of a request together, or one of a job, the wait for a turn included
 * @param ownToken the token by which this service calls them
 * @param failuresToBreak so many in a row, and nobody asks for a second
 */
export const openUpstreams = (timeLimitMs: number, ownToken: OwnToken, log: Logger, failuresToBreak = 5): Upstreams => {
  const guards = new Map<string, Guard>();
  const guardFor = (name: string): Guard => {
    const guard = guards.get(name) ?? guardOf(name, log, failuresToBreak);
    guards.set(name, guard);
    return guard;
  };
  const readAll = (read: (guard: Guard) => number) => async () =>
    [...guards].map(([upstream, guard]) => ({ labels: { upstream }, value: read(guard) }));

  /** One time limit for all that a request asks, or two dead upstreams would cost it two. */
  const askUntil = (): number => {
    const until = performance.now() + timeLimitMs;
    const request = currentRequest();
    return request?.id === undefined ? until : (request.asksUntil ??= until);
  };

  const at = (name: string, baseUrl: string, refusals: string[]): UpstreamClient => {
    const guard = guardFor(name);
    const call = async <S extends z.ZodType>(init: Call, schema: S): Promise<Reply<z.output<S>>> => {
      if (currentTransaction()) return unasked(name, refusals);
      const until = askUntil();
      const policy = init.method === 'GET' ? guard.get : guard.post;
      // one that waits for its turn still belongs to its own request
      const ask = AsyncLocalStorage.bind(() =>
        guard.dated(() => exchange(ownToken, baseUrl, init, schema, refusals, until, timeLimitMs)),
      );
      const reply = await policy.execute(ask).catch(noResponseOf);
      if (reply.outcome === 'unavailable') {
        const { reason, fault } = reply;
        log.warn({ upstream: name, reason, ...(fault && { fault }) }, 'an upstream did not respond');
        return { ...reply, reason: `the ${name.replaceAll('-', ' ')} ${reason}` };
      }
      if (reply.outcome === 'refused' && isOurFault(reply.problem))
        log.error({ upstream: name, errors: reply.problem['errors'] }, 'an upstream could not make sense of a request');
      return reply;
    };
    return {
      get: (path, schema) => call({ method: 'GET', path }, schema),
      post: (path, body, schema, idempotencyKey) => {
        const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
        return call({ method: 'POST', path, body: JSON.stringify(body), headers }, schema);
      },
    };
  };

  return {
    at,
    gauges: [
      {
        name: 'upstream_circuit_state',
        help: 'Whether an upstream is called: 0 it is, 1 one call tries, 2 it is not',
        labels: ['upstream'],
        read: readAll(({ breaker }) => states[breaker.state]),
      },
      {
        name: 'upstream_calls_under_way',
        help: 'Calls to which an upstream has not responded yet',
        labels: ['upstream'],
        read: readAll(({ calls }) => mostCalls - calls.executionSlots),
      },
    ],
  };
};
