import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Fault, messageOf } from './fault';

/** A command of `npm run fleet -- …`; gives the text to print. */
export type Commands = Record<string, (argument: string) => Promise<string>>;

interface Address {
  port: number;
  token: string;
}

const addressFile = (home: string) => path.join(home, 'control.json');

const readAddress = (home: string): Address | undefined =>
  existsSync(addressFile(home)) ? (JSON.parse(readFileSync(addressFile(home), 'utf8')) as Address) : undefined;

const ask = async ({ port, token }: Address, command: string, argument: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/${command}/${argument}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });

/** Sends a command to the fleet that runs in `home`, and gives what it says. */
export const sendCommand = async (home: string, command: string, argument: string): Promise<string> => {
  const address = readAddress(home);
  const response = address && (await ask(address, command, argument).catch(() => undefined));
  if (!response) throw new Fault('No fleet runs here. Start it with: npm start');
  const text = await response.text();
  if (!response.ok) throw new Fault(text);
  return text;
};

export const isRunning = async (home: string): Promise<boolean> => {
  const address = readAddress(home);
  if (!address) return false;
  const response = await ask(address, 'ping', '').catch(() => undefined);
  return (await response?.text()) === 'pong';
};

/** Listens for commands on a loopback port of its own; only who can read the address file in `home` is answered. */
export const listenForCommands = async (home: string, commands: Commands): Promise<Server> => {
  const token = randomBytes(24).toString('base64url');
  const server = createServer((request, response) => {
    const answer = (status: number, text: string) => response.writeHead(status).end(text);
    if (request.headers.authorization !== `Bearer ${token}`) return void answer(401, 'not for you');
    const [command = '', argument = ''] = new URL(request.url ?? '', 'http://localhost').pathname.slice(1).split('/');
    if (command === 'ping') return void answer(200, 'pong');
    const run = commands[command];
    if (!run) return void answer(404, `There is no command ${command}; there are: ${Object.keys(commands).join(', ')}`);
    run(argument).then(
      (text) => answer(200, text),
      (error: unknown) => answer(error instanceof Fault ? 409 : 500, messageOf(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  writeFileSync(addressFile(home), JSON.stringify({ port, token } satisfies Address), { mode: 0o600 });
  server.on('close', () => rmSync(addressFile(home), { force: true }));
  return server;
};
