import { isObject } from './problem';

/** What a service tells: that a record was changed, or how the stream itself is. */
export interface Told {
  /** `appointment`, say; or `ready`, `lost`. */
  event: string;
  data: Readonly<Record<string, unknown>>;
}

/**
 * Reads one connection to `/api/events` until it ends. `take` gets each event; `heard` is called for all that comes, also the comments
 * by which a connection shows that it is there, which EventSource would keep to itself.
 */
export async function readEvents(signal: AbortSignal, take: (told: Told) => void, heard: () => void): Promise<void> {
  const response = await fetch('/api/events', { headers: { accept: 'text/event-stream' }, signal });
  if (!response.ok || !response.body) throw new Error(`/api/events: ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const told of blocks.map(toldBy)) if (told) take(told);
  }
}

function toldBy(block: string): Told | undefined {
  const [, event, text] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? [];
  if (event === undefined || text === undefined) return undefined;
  const data: unknown = JSON.parse(text);
  return isObject(data) ? { event, data } : undefined;
}
