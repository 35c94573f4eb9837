import { Agent, request, validateHeaderValue } from 'node:http';
import { connect } from 'node:net';
import { bodyOf, targetOf, wireOf, type Draft } from './draft';

/** One answer as it came; status 0 where there was none. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string | undefined>;
  text: string;
  milliseconds: number;
  /** Why there is no answer. */
  failure?: string;
  /** The service waited for more, and the connection was ended; it need not have said anything. */
  hungUp?: boolean;
}

const timeLimitMs = 15_000;
/** For an answer to what may be only a part of a request. */
const patienceMs = 3000;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export const closeConnections = (): void => agent.destroy();

/** Whether node:http would send it as it stands. */
export const isSendable = ({ wire, method, headers, ...draft }: Draft): boolean => {
  // what is refused before its method is known has a body, which node:http does not take for an answer to HEAD
  if (wire || !/^[A-Z-]+$/.test(method) || ['CONNECT', 'HEAD'].includes(method)) return false;
  if (!/^\/[\x21-\x7e]*$/.test(targetOf({ ...draft, method, headers }))) return false;
  if (headers.some(([name]) => /^(upgrade|host|expect|trailer|content-length|transfer-encoding)$/i.test(name)))
    return false;
  try {
    for (const [name, value] of headers) validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
};

const noAnswer = (failure: string) => ({ status: 0, headers: {}, text: '', failure });

const overHttp = (draft: Draft): Promise<Omit<HttpResponse, 'milliseconds'>> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(draft.operation.service.url);
    const body = bodyOf(draft);
    const hasLength = body !== undefined || /^(POST|PUT|PATCH)$/.test(draft.method);
    const length: [string, string][] = hasLength ? [['Content-Length', String(body?.length ?? 0)]] : [];
    const headers = [['Host', `${hostname}:${port}`], ...length, ...draft.headers].flat();
    const path = targetOf(draft);
    const sent = request({ hostname, port, path, method: draft.method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => resolve(noAnswer(error.message)));
      response.on('end', () => {
        const known = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(known) as HttpResponse['headers'],
          text,
        });
      });
    });
    sent.setTimeout(timeLimitMs, () => sent.destroy(new Error(`no answer within ${timeLimitMs / 1000} s`)));
    sent.on('error', (error) => resolve(noAnswer(error.message)));
    sent.end(body);
  });

/** The first answer of what came over a connection; an interim one does not count. */
const readAnswer = (received: Buffer): Omit<HttpResponse, 'milliseconds'> => {
  const end = received.indexOf('\r\n\r\n');
  const [first = '', ...lines] = received.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? 0);
  if (status === 0) return noAnswer(received.length === 0 ? 'closed without an answer' : 'not an HTTP answer');
  const body = received.subarray(end + 4);
  if (status < 200) return readAnswer(body);
  const headers: HttpResponse['headers'] = {};
  for (const line of lines) headers[line.split(':')[0]?.toLowerCase() ?? ''] = line.replace(/^.*?: */, '');
  const length = Number(headers['content-length'] ?? body.length);
  return { status, headers, text: body.subarray(0, length).toString() };
};

const overSocket = (draft: Draft): Promise<Omit<HttpResponse, 'milliseconds'>> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(draft.operation.service.url);
    const chunks: Buffer[] = [];
    const wire = wireOf(draft);
    const socket = connect({ host: hostname, port: Number(port) });
    let hungUp = false;
    const hangUp = setTimeout(() => {
      hungUp = true;
      socket.end();
    }, patienceMs);
    const done = () => {
      clearTimeout(hangUp);
      socket.destroy();
      const answer = readAnswer(Buffer.concat(chunks));
      // to HEAD there is no body, and what follows is another answer
      resolve({ ...answer, hungUp, ...(wire.toString('latin1', 0, 5) === 'HEAD ' ? { text: '' } : {}) });
    };
    socket.setTimeout(timeLimitMs, done);
    socket.on('data', (chunk) => chunks.push(chunk));
    // a refusal may come before all is sent, and what was received then counts
    socket.on('error', done);
    socket.on('close', done);
    socket.write(wire);
  });

/** With the token of one who may, so that more than the token is tried. */
const authorized = async (draft: Draft): Promise<Draft> => {
  const { authorize } = draft.operation.service;
  if (draft.intruder || !authorize || draft.headers.some(([name]) => name.toLowerCase() === 'authorization'))
    return draft;
  const authorization = await authorize(draft.method, draft.path, draft.json);
  return { ...draft, headers: [['Authorization', authorization], ...draft.headers] };
};

/** Sends it, however wrong it is. */
export const send = async (unsigned: Draft): Promise<HttpResponse> => {
  const draft = await authorized(unsigned);
  const began = performance.now();
  const answer = await (isSendable(draft) ? overHttp(draft) : overSocket(draft));
  return { ...answer, milliseconds: performance.now() - began };
};
