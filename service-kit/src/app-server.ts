import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

const settings = {
  // for a client that sends slowly; Node looks whether the time is over only as often as the interval says
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2000,
  keepAliveTimeout: 65_000,
  // without a Host, Node would answer without a body; the app refuses it
  requireHostHeader: false,
};

/** Node's parser refuses what is not HTTP before any handler sees it; the answer has the same form as every other. */
const answerBrokenRequest = (error: NodeJS.ErrnoException, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const title = STATUS_CODES[status] ?? '';
  const detail = 'This is not a valid HTTP request. In the address, percent-encode every character that is not ASCII.';
  const body = JSON.stringify({ type: '/problems/malformed-request', title, status, detail });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      'Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

/** An HTTP server that answers with a problem also what never becomes a request. */
export const createAppServer = (app: RequestListener): Server => {
  const server = createServer(settings, app);
  // one that takes its answer so slowly that for a minute nothing moves
  server.timeout = 60_000;
  server.maxConnections = 10_000;
  server.on('clientError', answerBrokenRequest);
  server.on('connect', (_request, socket) => answerBrokenRequest(new Error('CONNECT'), socket));
  // what a server does not know to expect it may leave out of account (RFC 9110, section 10.1.1)
  server.on('checkExpectation', app);
  return server;
};
