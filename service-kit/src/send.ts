import type { ServerResponse } from 'node:http';
import type { Incoming } from './incoming';
import type { FileResponse, HttpResponse } from './response';

const matches = (ifNoneMatch: string | undefined, etag: string | undefined) =>
  ifNoneMatch !== undefined &&
  etag !== undefined &&
  (ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => withoutW(tag) === withoutW(etag)));

/** A read compares weakly (RFC 9110, section 13.1.2). */
const withoutW = (tag: string) => tag.trim().replace(/^W\//, '');

/** What is said to one caller is kept by no cache, and taken for nothing but what it says it is. */
const forOneCaller = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Whether a read finds what its caller holds already. */
export const isHeld = (
  { method, headers: asked }: Pick<Incoming, 'method' | 'headers'>,
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
): boolean =>
  (method === 'GET' || method === 'HEAD') && status === 200 && matches(asked['if-none-match'], headers['etag']);

/** Writes an answer; a GET whose ETag the caller already holds becomes 304. */
export const send = (
  request: Pick<Incoming, 'method' | 'headers' | 'carried'>,
  response: ServerResponse,
  answer: HttpResponse | FileResponse,
): void => {
  const { method, carried } = request;
  const { status, headers, body } = answer;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (isHeld(request, answer)) {
    response.writeHead(304, { ...carried, etag: headers['etag'], ...forOneCaller }).end();
    return;
  }
  const all: Record<string, string | number> = { ...carried, ...headers, ...forOneCaller };
  if ('begin' in answer && answer.begin && method === 'GET') {
    const begin = answer.begin(response);
    response.writeHead(status, all).flushHeaders();
    begin();
    return;
  }
  // a 204 has no body, and so no length (RFC 9110, section 8.6)
  if (status !== 204) all['content-length'] = Buffer.byteLength(body);
  response.writeHead(status, all).end(body);
};
