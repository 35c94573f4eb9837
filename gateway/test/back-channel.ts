import http, { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { atEnd } from '@hms/service-kit/testing/cleanup';

/** What stands between the gateway and its issuer, as a name inside of a cluster does: counts, and can be cut. */
export interface BackChannel {
  metadataUrl: string;
  /** The forms that were sent to the issuer's token endpoint. */
  asked: URLSearchParams[];
  /** Every token that the issuer gave. */
  given: string[];
  /** From now on nothing comes through. */
  cut(isCut: boolean): void;
}

export async function startBackChannel(issuer: string): Promise<BackChannel> {
  const asked: URLSearchParams[] = [];
  const given: string[] = [];
  let isCut = false;
  const server = createServer((request, response) => {
    if (isCut) return void request.socket.destroy();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = Buffer.concat(chunks);
      const isToken = request.url === '/token';
      if (isToken) asked.push(new URLSearchParams(form.toString()));
      const { method, headers } = request;
      const sent = http.request(new URL(request.url ?? '/', issuer), { method, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const body = Buffer.concat(parts);
          if (isToken) given.push(...tokensIn(body.toString()));
          // long enough for others to ask meanwhile
          void pause(isToken ? 200 : 0).then(() =>
            response.writeHead(answer.statusCode ?? 502, answer.headers).end(body),
          );
        });
      });
      sent.on('error', () => response.destroy());
      sent.end(form);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    metadataUrl: `http://127.0.0.1:${port}/.well-known/openid-configuration`,
    asked,
    given,
    cut: (cut) => {
      isCut = cut;
      if (cut) server.closeAllConnections();
    },
  };
}

function tokensIn(text: string): string[] {
  const answer = JSON.parse(text) as Record<string, unknown>;
  return ['access_token', 'refresh_token', 'id_token']
    .map((name) => answer[name])
    .filter((token) => typeof token === 'string');
}
