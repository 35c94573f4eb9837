import { request } from 'undici';
import { z } from 'zod';
import type { OwnToken } from './own-token';
import { msLeft, outgoingHeaders } from './request-context';

/** What an upstream said. Only `responded` and `refused` decide anything; `unavailable` means ask again later. */
export type Reply<T> =
  | { outcome: 'responded'; value: T }
  /** A problem document of a type that this caller knows as final, or `invalid-request`: then our question was wrong. */
  | { outcome: 'refused'; problem: UpstreamProblem }
  /** Down, slow, failing, answering nonsense, or speaking through a gateway that knows it not. */
  | NoResponse;

export interface NoResponse {
  outcome: 'unavailable';
  /** In words for whoever waits, such as "the doctor service did not answer". */
  reason: string;
  /** What was thrown, for the log. */
  fault?: string;
  /** The connection was refused or lost before an answer came. */
  disconnected?: boolean;
  /** It had less than half the usual time, because our own caller waits no longer, or something was asked before. */
  hurried?: boolean;
  /** The circuit broke while it waited. */
  outdated?: boolean;
  /** Nobody was asked: the circuit is open, or too many wait for their turn. */
  unsent?: boolean;
}

const problemDocument = z.looseObject({ type: z.string(), detail: z.string().default('') });
export type UpstreamProblem = z.output<typeof problemDocument>;

export interface Call {
  method: 'GET' | 'POST';
  path: string;
  body?: string;
  headers?: Record<string, string>;
}

export interface UpstreamClient {
  get<S extends z.ZodType>(path: string, schema: S): Promise<Reply<z.output<S>>>;
  /** @param idempotencyKey makes it safe to ask again after no response; even a refusal is then remembered */
  post<S extends z.ZodType>(path: string, body: object, schema: S, idempotencyKey: string): Promise<Reply<z.output<S>>>;
}

/** Whether the upstream could not make sense of what was asked. Asking the same again would get the same answer. */
export const isOurFault = ({ type }: UpstreamProblem): boolean => type === '/problems/invalid-request';

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const failure = z.object({ name: z.string(), code: z.union([z.string(), z.number()]).optional() });
// what fetch throws, by which the token is got, says little; its cause says more
const thrown = z.union([z.object({ cause: failure }).transform(({ cause }) => cause), failure]);

const noResponseAfter = (error: unknown): NoResponse => {
  const { name, code } = thrown.catch({ name: 'unknown' }).parse(error);
  const reason = name === 'TimeoutError' ? 'did not answer in time' : 'did not answer';
  const fault = name + (code === undefined ? '' : ` ${code}`);
  return { outcome: 'unavailable', reason, fault, disconnected: typeof code === 'string' };
};

/**
 * One exchange. The reason of no response is a predicate; whoever knows the upstream's name puts it before.
 * @param ownToken the token that says who calls
 * @param refusals the problem types that decide a question; whatever else is no 2xx is no response, because a 404 may as well
 *   come from a gateway that has lost the service
 * @param until when it must be over, body included, on the clock of `performance.now()`
 * @param usualMs the time it has where nothing has been asked before
 */
export const exchange = async <S extends z.ZodType>(
  ownToken: OwnToken,
  baseUrl: string,
  { path, headers, ...init }: Call,
  schema: S,
  refusals: string[],
  until: number,
  usualMs: number,
): Promise<Reply<z.output<S>>> => {
  const limitMs = msLeft(until - performance.now());
  const hurried = limitMs < usualMs / 2;
  if (limitMs <= 0) return { outcome: 'unavailable', reason: 'was not asked, because no time was left', hurried };
  let token: string | undefined;
  try {
    token = await ownToken.get();
    // a third of what fetch costs, and a booking asks twice
    const { statusCode: status, body } = await request(baseUrl + path, {
      ...init,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...outgoingHeaders(limitMs),
        ...headers,
      },
      signal: AbortSignal.timeout(Math.ceil(limitMs)),
    });
    if (status === 401) ownToken.forget(token);
    const text = await body.text();
    const problem = status >= 400 && status < 500 ? problemDocument.safeParse(parseJson(text)).data : undefined;
    if (problem && (refusals.includes(problem.type) || isOurFault(problem))) return { outcome: 'refused', problem };
    if (status < 200 || status > 299) return { outcome: 'unavailable', reason: `answered with status ${status}` };
    const parsed = schema.safeParse(parseJson(text));
    return parsed.success
      ? { outcome: 'responded', value: parsed.data }
      : { outcome: 'unavailable', reason: `answered with status ${status}, in an unknown form` };
  } catch (error) {
    const noResponse = { ...noResponseAfter(error), hurried };
    if (token !== undefined) return noResponse;
    return { ...noResponse, reason: 'was not asked, because the issuer gave this service no token' };
  }
};
