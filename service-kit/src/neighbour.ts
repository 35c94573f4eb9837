import { z } from 'zod';
import type { Logger } from './logger';
import { outgoingHeaders } from './request-context';

/** What a neighbour said. Only `answered` and `refused` settle anything; `silent` means ask again later. */
export type Reply<T> =
  | { outcome: 'answered'; value: T }
  /** A 4xx that another try would not change. `problem` is its problem document, as far as it was one. */
  | { outcome: 'refused'; status: number; problem: NeighbourProblem }
  /** Down, slow, failing, or answering nonsense. */
  | { outcome: 'silent'; reason: string };

const problemDocument = z
  .looseObject({ type: z.string().catch('about:blank'), detail: z.string().catch('') })
  .catch({ type: 'about:blank', detail: '' });
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

// 401 and 403 mean that the fleet is set up wrongly, 408 and 429 that the neighbour is busy; Retry-After says so itself
const isFinal = ({ status, headers }: Response) =>
  status >= 400 && status < 500 && ![401, 403, 407, 408, 425, 429].includes(status) && !headers.has('retry-after');

/**
 * A service that this one calls.
 * @param timeLimitMs for the whole exchange, body included
 */
export const neighbour = (name: string, baseUrl: string, timeLimitMs: number, log: Logger): Neighbour => {
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
      if (isFinal(response)) {
        return { outcome: 'refused', status, problem: problemDocument.parse(parseJson(text)) };
      }
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
