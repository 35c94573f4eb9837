import { z } from 'zod';
import type { Logger } from './logger';
import { outgoingHeaders } from './request-context';

/** What a neighbour said. Only `answered` and `refused` settle anything; `silent` means ask again later. */
export type Reply<T> =
  | { outcome: 'answered'; value: T }
  /** A problem document of a type that this caller knows as final. */
  | { outcome: 'refused'; problem: NeighbourProblem }
  /** Down, slow, failing, answering nonsense, or speaking through a gateway that knows it not. */
  | { outcome: 'silent'; reason: string };

const problemDocument = z.looseObject({ type: z.string(), detail: z.string().default('') });
export type NeighbourProblem = z.output<typeof problemDocument>;

interface Init {
  method: string;
  body?: string;
  headers?: Record<string, string>;
}

export interface Neighbour {
  get<S extends z.ZodType>(path: string, schema: S): Promise<Reply<z.output<S>>>;
  /** @param idempotencyKey makes it safe to ask again after silence; even a refusal is then remembered */
  post<S extends z.ZodType>(path: string, body: object, schema: S, idempotencyKey: string): Promise<Reply<z.output<S>>>;
}

/**
 * A service that this one calls.
 * @param timeLimitMs for the whole exchange, body included
 * @param refusals the problem types (`/problems/not-found`) that settle a question; whatever else is no 2xx is silence,
 *   because a 404 may as well come from a gateway that has lost the service
 */
export const neighbour = (
  name: string,
  baseUrl: string,
  timeLimitMs: number,
  refusals: string[],
  log: Logger,
): Neighbour => {
  const silent = (reason: string): { outcome: 'silent'; reason: string } => {
    log.warn({ neighbour: name, reason }, 'a neighbour gave no answer');
    return { outcome: 'silent', reason };
  };

  const call = async <S extends z.ZodType>(path: string, init: Init, schema: S): Promise<Reply<z.output<S>>> => {
    try {
      const response = await fetch(baseUrl + path, {
        ...init,
        headers: { accept: 'application/json', ...outgoingHeaders(), ...init.headers },
        redirect: 'manual',
        signal: AbortSignal.timeout(timeLimitMs),
      });
      const { status } = response;
      const text = await response.text();
      const problem = status >= 400 && status < 500 ? problemDocument.safeParse(parseJson(text)).data : undefined;
      if (problem && refusals.includes(problem.type)) return { outcome: 'refused', problem };
      if (!response.ok) return silent(`status ${status}`);
      const parsed = schema.safeParse(parseJson(text));
      return parsed.success
        ? { outcome: 'answered', value: parsed.data }
        : silent(`status ${status} with another form`);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return silent(
        cause instanceof Error ? cause.name + ('code' in cause ? ` ${String(cause.code)}` : '') : 'unknown',
      );
    }
  };

  return {
    get: (path, schema) => call(path, { method: 'GET' }, schema),
    post: (path, body, schema, idempotencyKey) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
      return call(path, { method: 'POST', body: JSON.stringify(body), headers }, schema);
    },
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
