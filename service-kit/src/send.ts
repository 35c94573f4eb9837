import type { Request, Response } from 'express';
import type { FileResponse, HttpResponse } from './response';

const matches = (ifNoneMatch: string | undefined, etag: string | undefined) =>
  ifNoneMatch !== undefined &&
  etag !== undefined &&
  (ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag));

/** What is said to one caller is kept by no cache, and taken for nothing but what it says it is. */
const forOneCaller = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Writes an answer; a GET whose ETag the caller already holds becomes 304. */
export const send = (
  request: Request,
  response: Response,
  { status, headers, body }: HttpResponse | FileResponse,
): void => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (
    ['GET', 'HEAD'].includes(request.method) &&
    status === 200 &&
    matches(request.headers['if-none-match'], headers['etag'])
  ) {
    response.writeHead(304, { etag: headers['etag'], ...forOneCaller });
    response.end();
    return;
  }
  // a 204 has no body, and so no length (RFC 9110, section 8.6)
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...forOneCaller, ...length });
  response.end(body);
};
