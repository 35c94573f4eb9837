import { spawnSync } from 'node:child_process';
import { authorizationFor, fleetProgram } from './fleet-program';

export type { RunningFleet } from './fleet-program';

// databases then listen on 61101 to 61106
export const {
  home,
  urls,
  urlsOfAll,
  identityUrl,
  gatewayUrl,
  endAllFleets,
  startFleet,
  dataFolder,
  fleet,
  smoke,
  newman,
  fuzz,
  readLogs,
  pids,
} = fleetProgram('tests', 6800);

/** A process that has ended, and is not collected by its parent yet, does not count. */
export const isAlive = (pid: number): boolean => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
};

export interface HttpResponse {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

const send = async (
  method: string,
  url: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<HttpResponse> => {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: await authorizationFor(method, url, body),
      // one that is kept is closed by the other side while this process waits for a program to end
      connection: 'close',
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
};

export const get = (url: string) => send('GET', url);
export const post = (url: string, body: object = {}, headers?: Record<string, string>) =>
  send('POST', url, body, headers);

/** Every record of a list, page after page. */
export const listAll = async (url: string): Promise<Record<string, unknown>[]> => {
  const { body } = await get(url);
  const cursor = body['nextCursor'] as string | null;
  const rest = cursor === null ? [] : await listAll(withCursor(url, cursor));
  return [...(body['data'] as Record<string, unknown>[]), ...rest];
};

const withCursor = (url: string, cursor: string) => {
  const next = new URL(url);
  next.searchParams.set('cursor', cursor);
  return next.href;
};

/** Looks at `url` until `done` holds of the body, or the time is over; gives the last body and the seconds it took. */
export const watch = async (url: string, done: (body: Record<string, unknown>) => boolean, withinSeconds: number) => {
  const began = Date.now();
  for (;;) {
    const body = await get(url).then(
      (answer) => answer.body,
      (): Record<string, unknown> => ({}),
    );
    const seconds = (Date.now() - began) / 1000;
    if (done(body) || seconds > withinSeconds) return { body, seconds };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
