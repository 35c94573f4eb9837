import { isService, type Caller } from './caller';
import { Problem, defineProblem } from './problem';

export interface LimitSettings {
  REQUESTS_A_MINUTE: number;
  /** 403 and 404 of a caller; 401 of an address. */
  FAILURES_A_MINUTE: number;
}

/** Counts, in this process, what each caller asks in a minute, and how often that is refused. */
export interface Limits {
  /**
   * Counts a request of the caller. Returns the `RateLimit` headers where a limit is near, and nothing while it is not: that is
   * the way of nearly all, and costs a look-up. Throws a 429 problem where a limit is reached.
   */
  admit(caller: Caller): Record<string, string> | undefined;
  /** Counts a refusal (403), or a record that is not there (404); what else goes wrong is no guessing. */
  noteFailure(caller: Caller | undefined, status: number): void;
  /** Counts a refused token of this address. Throws a 429 problem in place of the refusal; a valid token is taken all the same. */
  noteRefusedToken(address: string): void;
}

export const tooManyRequests = defineProblem(
  { type: 'too-many-requests', status: 429, title: 'Too many requests' },
  (what: string, headers: Record<string, string>) => ({
    detail: `${what} Nothing was done. Try again after the number of seconds in Retry-After.`,
    headers,
  }),
);

interface Count {
  requests: number;
  failures: number;
}

const minuteMs = 60_000;
/** Of whom a minute's counts are kept; beyond that, those of the earliest go. */
const mostKept = 10_000;
/** From this share of a limit on, answers say how much is left. */
const near = 0.8;

/** @param now in milliseconds */
export function openLimits(settings: LimitSettings, now: () => number = () => performance.now()): Limits {
  const { REQUESTS_A_MINUTE: requestsAMinute, FAILURES_A_MINUTE: failuresAMinute } = settings;
  let since = now();
  let counts = new Map<string, Count>();
  let refused = new Map<string, Count>();

  /** The minute is one for all callers, so that none needs a clock, and forgetting all is one step. */
  function secondsLeft(): number {
    const at = now();
    const passed = at - since;
    if (passed >= minuteMs) {
      since += Math.floor(passed / minuteMs) * minuteMs;
      counts = new Map();
      refused = new Map();
    }
    return Math.ceil((since + minuteMs - at) / 1000);
  }

  function refuse(what: string, policy: string, limit: number, seconds: number): Problem {
    return tooManyRequests(what, { 'retry-after': String(seconds), ...headersOf([[policy, limit, 0]], seconds) });
  }

  return {
    admit: (caller) => {
      // a service speaks for many people, each of whom was counted where they came in; its load is for `overload.ts`
      if (isService(caller)) return undefined;
      const seconds = secondsLeft();
      const count = countOf(counts, keyOf(caller));
      count.requests++;
      if (count.failures >= failuresAMinute) {
        const what = `In a minute one caller may be refused, or find nothing, ${failuresAMinute} times.`;
        throw refuse(what, 'failures', failuresAMinute, seconds);
      }
      if (count.requests > requestsAMinute) {
        throw refuse(
          `In a minute one caller may send ${requestsAMinute} requests.`,
          'requests',
          requestsAMinute,
          seconds,
        );
      }
      const isNear = count.requests >= near * requestsAMinute || count.failures >= near * failuresAMinute;
      if (!isNear) return undefined;
      return headersOf(
        [
          ['requests', requestsAMinute, requestsAMinute - count.requests],
          ['failures', failuresAMinute, failuresAMinute - count.failures],
        ],
        seconds,
      );
    },
    noteFailure: (caller, status) => {
      if (!caller || isService(caller) || ![403, 404].includes(status)) return;
      secondsLeft();
      countOf(counts, keyOf(caller)).failures++;
    },
    noteRefusedToken: (address) => {
      const seconds = secondsLeft();
      const count = countOf(refused, networkOf(address));
      count.failures++;
      if (count.failures <= failuresAMinute) return;
      const what = `In a minute ${failuresAMinute} requests of one address may come without a valid access token.`;
      throw refuse(what, 'refused-tokens', failuresAMinute, seconds);
    },
  };
}

function countOf(counts: Map<string, Count>, key: string): Count {
  const known = counts.get(key);
  if (known) return known;
  const [earliest] = counts.size >= mostKept ? counts.keys() : [];
  if (earliest !== undefined) counts.delete(earliest);
  const count = { requests: 0, failures: 0 };
  counts.set(key, count);
  return count;
}

const keyOf = ({ issuer, subject }: Caller) => `${issuer} ${subject}`;

/** draft-ietf-httpapi-ratelimit-headers-10: quota and window in seconds; what remains, and for how many seconds. */
function headersOf(policies: [name: string, limit: number, left: number][], seconds: number): Record<string, string> {
  return {
    'ratelimit-policy': policies.map(([name, limit]) => `"${name}";q=${limit};w=60`).join(', '),
    ratelimit: policies.map(([name, , left]) => `"${name}";r=${left};t=${seconds}`).join(', '),
  };
}

/** One IPv6 customer has 2^64 addresses, so those with the same first half are one. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
