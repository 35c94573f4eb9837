import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface HttpResponse {
  status: number;
  text: string;
}

/** @param agent a kept connection; without one, a new connection is made for this request */
export const send = (url: string, agent?: Agent, body?: object, headers: Record<string, string> = {}) =>
  new Promise<HttpResponse>((resolve, reject) => {
    const options = {
      agent: agent ?? new Agent({ keepAlive: false }),
      method: body ? 'POST' : 'GET',
      headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      timeout: 10_000,
    };
    const outgoing = request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 10 s')));
    outgoing.on('error', reject);
    outgoing.end(body && JSON.stringify(body));
  });

export interface Load {
  /** @returns how many requests there were, and why each one was lost that was */
  stop(): Promise<{ sent: number; lost: string[] }>;
}

export const clients = 8;

/** Steady load until stopped: each client has one request under way at most; half of them keep their connection. */
export const startLoad = (ask: (number: number, agent?: Agent) => Promise<HttpResponse>): Load => {
  let going = true;
  let sent = 0;
  const lost: string[] = [];
  const client = async (agent?: Agent) => {
    while (going) {
      try {
        const { status } = await ask(sent++, agent);
        if (status >= 300) lost.push(`status ${status}`);
      } catch (error) {
        const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        lost.push(`${why} on a ${agent ? 'kept' : 'new'} connection`);
      }
      await pause(20);
    }
    agent?.destroy();
  };
  const all = Array.from({ length: clients }, (_, i) =>
    client(i % 2 ? new Agent({ keepAlive: true, maxSockets: 1 }) : undefined),
  );
  return {
    stop: async () => {
      going = false;
      await Promise.all(all);
      return { sent, lost };
    },
  };
};
