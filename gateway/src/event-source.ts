import http from 'node:http';
import https from 'node:https';
import type { OutgoingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { targetOf, type Upstream } from './forward';

/** Resolves at the end of a connection: whether it is worth another. */
type End = 'again' | 'not-for-them';

interface Following {
  headers: () => OutgoingHttpHeaders;
  /** The service takes the caller. */
  taken: () => void;
  /** Takes whole events, as they came. */
  take: (text: string) => void;
  /** The stream was there, or was hoped for, and is not. */
  lost: () => void;
  signal: AbortSignal;
}

const patienceMs = 5000;
/** A service says something every 15 seconds. */
const silenceMs = 40_000;
const longestPauseMs = 5000;
/** No event is as long. */
const longestEvent = 64 * 1024;

/** Follows the events of one service until the signal, connecting again after each loss. Ends where the service refuses the caller. */
export async function followService(upstream: Upstream, { lost, signal, ...following }: Following): Promise<void> {
  let failures = 0;
  const isOver = () => signal.aborted;
  while (!isOver()) {
    const since = performance.now();
    if ((await connectOnce(upstream, { ...following, signal })) === 'not-for-them') return;
    if (isOver()) return;
    if (performance.now() - since > patienceMs) failures = 0;
    // once for each loss, however long it lasts
    if (failures++ === 0) lost();
    await pause(Math.min(longestPauseMs, 500 * 2 ** failures), undefined, { signal }).catch(() => {});
  }
}

function connectOnce(upstream: Upstream, { headers, taken, take, signal }: Omit<Following, 'lost'>): Promise<End> {
  const { isSecure, ...target } = targetOf(upstream, '/events');
  return new Promise((resolve) => {
    const sent = (isSecure ? https : http).get({ ...target, headers: headers(), agent: false, signal }, (response) => {
      sent.setTimeout(silenceMs);
      const { statusCode = 0 } = response;
      if (statusCode !== 200) {
        response.resume();
        resolve([401, 403, 404].includes(statusCode) ? 'not-for-them' : 'again');
        return;
      }
      taken();
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        const events = `${rest}${text}`.split('\n\n');
        rest = events.pop() ?? '';
        // what keeps one connection open is of no use on another
        const whole = events.filter((event) => !event.startsWith(':')).map((event) => `${event}\n\n`);
        if (whole.length > 0) take(whole.join(''));
        if (rest.length > longestEvent) sent.destroy();
      });
      response.on('error', () => {});
      response.on('close', () => resolve('again'));
    });
    sent.setTimeout(patienceMs, () => sent.destroy());
    sent.on('error', () => resolve('again'));
    sent.on('close', () => resolve('again'));
  });
}
