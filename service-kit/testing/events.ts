import { atEnd } from './cleanup';

interface Told {
  event: string;
  data: Record<string, unknown>;
}

export interface Followed {
  status: number;
  /** What has come so far, the comments not among it. */
  told: Told[];
  /** All that has come, as it came. */
  text: () => string;
  hasEnded: () => boolean;
  close: () => void;
}

/** Follows a stream of server-sent events until it is closed, or the test file ends. */
export async function follow(address: string, headers: Record<string, string>): Promise<Followed> {
  const leaving = new AbortController();
  atEnd(async () => leaving.abort());
  const response = await fetch(address, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: leaving.signal,
  });
  const told: Told[] = [];
  let text = '';
  let ended = false;
  const reading = async () => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body ?? []) {
      const part = decoder.decode(chunk as Uint8Array, { stream: true });
      text += part;
      const blocks = (rest + part).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (event !== undefined && data !== undefined)
          told.push({ event, data: JSON.parse(data) as Record<string, unknown> });
      }
    }
  };
  void reading()
    .catch(() => {})
    .finally(() => (ended = true));
  return { status: response.status, told, text: () => text, hasEnded: () => ended, close: () => leaving.abort() };
}
