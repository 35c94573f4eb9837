import { createServer, connect, type Server, type Socket } from 'node:net';

export const modes = ['delay', 'reset', 'garbage', 'refuse', 'silence'] as const;
/**
 * `pass`; `delay`: answers come after 30 s; `reset`: the connection breaks half-way through an answer; `garbage`: another
 * answer, by turns one of `nonsense`; `refuse`: nobody listens; `silence`: connections are taken, and nothing is passed on.
 */
export type Mode = (typeof modes)[number] | 'pass';

export interface Proxy {
  setMode(mode: Mode): Promise<void>;
  close(): Promise<void>;
}

const delayMs = 30_000;

const answer = (head: string, type: string, body: string) =>
  `HTTP/1.1 ${head}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

// what gateways, and other programs on a port, have been seen to say
const nonsense = [
  '\u0000\u0001\u0002 this is no HTTP \r\n\r\n',
  answer('200 OK', 'application/json', '{"data":'),
  answer('200 OK', 'application/json', '{"hello":"world"}'),
  answer('200 OK', 'text/html', '<html><body>Welcome</body></html>'),
  answer('404 Not Found', 'text/html', '<html><body>No such site</body></html>'),
  answer('502 Bad Gateway', 'text/html', '<html><body>Bad gateway</body></html>'),
  answer('404 Not Found', 'application/problem+json', '{"type":"about:blank","title":"Not Found","status":404}'),
];

/** Stands on `port` of the loopback in front of `target`; its mode holds for open connections too. */
export const startProxy = async (port: number, target: number): Promise<Proxy> => {
  let mode: Mode = 'pass';
  let turn = 0;
  let server: Server | undefined;
  const open = new Set<Socket>();

  const onAnswer = (chunk: Buffer, client: Socket) => {
    if (client.destroyed || mode === 'silence') return;
    if (mode === 'delay') setTimeout(() => client.destroyed || client.write(chunk), delayMs).unref();
    else if (mode === 'reset') {
      client.write(chunk.subarray(0, chunk.length >> 1), () => client.resetAndDestroy());
    } else if (mode === 'garbage') client.end(nonsense[turn++ % nonsense.length] ?? '');
    else client.write(chunk);
  };

  const onConnection = (client: Socket) => {
    const upstream = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (chunk) => mode === 'silence' || upstream.write(chunk));
    upstream.on('data', (chunk) => onAnswer(chunk, client));
  };

  const listen = async () => {
    const listening = createServer(onConnection);
    await new Promise<void>((resolve, reject) => {
      listening.once('error', reject);
      listening.listen(port, '127.0.0.1', resolve);
    });
    server = listening;
  };
  const close = async () => {
    const closing = server;
    server = undefined;
    const closed = new Promise((resolve) => (closing ? closing.close(resolve) : resolve(undefined)));
    for (const socket of open) socket.destroy();
    await closed;
  };

  await listen();
  return {
    setMode: async (next) => {
      mode = next;
      if (mode === 'refuse') await close();
      else if (!server) await listen();
    },
    close,
  };
};
