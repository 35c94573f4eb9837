import type { ServerResponse } from 'node:http';
import type { Caller } from './caller';
import type { Change, ReadChanges } from './changes';
import { tooManyRequests } from './limits';
import type { GaugeSource } from './metrics';
import { overloaded } from './problem';
import { outsideRequest } from './request-context';
import type { Restrictions } from './restrictions';

/** How one listener may hear of a change: not at all, as their own, or as staff. */
export type Hearing = 'no' | 'own' | 'despite-restriction' | 'unless-restricted';

interface Stream {
  caller: Caller;
  response: ServerResponse;
  hears: (change: Change) => Hearing;
  /** When something was written last, on the clock of `performance.now()`. */
  writtenAt: number;
  /** It was not known whether it may hear of something, or its caller may see less, or more, than when they asked. */
  missed: boolean;
  /** The patients who are hidden from its caller; undefined where that is not known yet. */
  hidden?: string;
}

export interface EventStreams {
  /**
   * Takes a place for a stream. Throws a 429 problem where the caller has as many as one may, and a 503 where the process has.
   * What it returns begins the stream, once the head of the response is sent.
   */
  open(response: ServerResponse, caller: Caller, hears: Stream['hears']): () => void;
  gauge: GaugeSource;
}

interface Parts {
  service: string;
  readChanges: ReadChanges;
  restrictions: Restrictions | undefined;
  /** Streams end when the process stops. */
  lifecycle: Readonly<{ stopping: boolean }>;
  /** Of a stream on which nothing else is said. */
  heartbeatMs?: number;
}

const lookMs = 500;
const mostStreams = 1000;
/** Pages of one person, or of all who share an account. */
const mostOfCaller = 50;
/** Who has so many bytes still to take is not reading. */
const mostUnread = 64 * 1024;

/** Tells all who listen what is committed: one look at the database serves them all, and there is none while nobody listens. */
export function openEventStreams({
  service,
  readChanges,
  restrictions,
  lifecycle,
  heartbeatMs = 15_000,
}: Parts): EventStreams {
  const streams = new Set<Stream>();
  let looking: NodeJS.Timeout | undefined;
  let isReading = false;

  function write(stream: Stream, text: string): void {
    const { response } = stream;
    stream.writtenAt = performance.now();
    response.write(text);
    if (response.writableLength > mostUnread) response.destroy();
  }

  const greet = (stream: Stream) => write(stream, `event: ready\ndata: ${JSON.stringify({ service })}\n\n`);

  async function tell(stream: Stream, changes: Change[]): Promise<void> {
    const heard = changes.filter((change) => stream.hears(change) !== 'no');
    try {
      const sight = await restrictions?.sightOf(stream.caller);
      const hidden = sight?.hidden().join() ?? '';
      stream.missed ||= hidden !== (stream.hidden ?? hidden);
      stream.hidden = hidden;
      const isHidden = (change: Change) =>
        stream.hears(change) === 'unless-restricted' &&
        change.patientId !== null &&
        sight?.isHidden(change.patientId) === true;
      if (stream.missed) greet(stream);
      stream.missed = false;
      const text = heard.filter((change) => !isHidden(change)).map(eventOf);
      if (text.length > 0) write(stream, text.join(''));
    } catch {
      stream.missed ||= heard.length > 0;
    }
  }

  async function read(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      const changes = await readChanges();
      await Promise.all([...streams].map((stream) => tell(stream, changes)));
    } catch {
      // the database does not answer; what it has by then the next look tells
    } finally {
      isReading = false;
    }
  }

  function look(): void {
    for (const stream of streams) {
      const ends = stream.caller.tokenEndsAt ?? Infinity;
      if (lifecycle.stopping || Date.now() > ends) stream.response.end();
      else if (performance.now() - stream.writtenAt > heartbeatMs) write(stream, ':\n\n');
    }
    void read();
  }

  function leave(stream: Stream): void {
    streams.delete(stream);
    if (streams.size > 0) return;
    clearInterval(looking);
    looking = undefined;
  }

  return {
    open: (response, caller, hears) => {
      if (streams.size >= mostStreams) throw overloaded();
      const own = [...streams].filter(
        ({ caller: { issuer, subject } }) => issuer === caller.issuer && subject === caller.subject,
      );
      if (own.length >= mostOfCaller)
        throw tooManyRequests(`One caller may follow ${mostOfCaller} streams at a time.`, { 'retry-after': '5' });
      const stream: Stream = { caller, response, hears, writtenAt: performance.now(), missed: false };
      streams.add(stream);
      void tell(stream, []);
      response.once('close', () => leave(stream));
      looking ??= outsideRequest(() => setInterval(look, lookMs));
      return () => greet(stream);
    },
    gauge: { name: 'event_streams', help: 'Streams of events that are open', read: async () => streams.size },
  };
}

function eventOf({ record, ...change }: Change): string {
  return `event: ${record}\ndata: ${JSON.stringify(change)}\n\n`;
}
