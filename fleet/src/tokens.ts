import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Fault } from './fault';
import { integrationSecret, samplePassword } from './service-process';
import { signInIntegration, signInPerson, signInService, type Token } from './sign-in';
import { identityAt, issuerUrl } from './topology';

export interface TokenOptions {
  home: string;
  portOffset: number;
}

/** Gives tokens of a local fleet: of a sample person by name, of `integration`, or of a service by its name. */
export type TokenSource = (name: string) => Promise<string>;

const earlyMs = 120_000;

/** Opens the tokens of the fleet in `home`. Each is kept until two minutes before it ends. */
export function tokensOf({ home, portOffset }: TokenOptions): TokenSource {
  const issuer = issuerUrl(identityAt(portOffset));
  const passwords = readJson(path.join(home, 'passwords.json'));
  const clientKeys = readJson(path.join(home, 'client-keys.json'));
  const held = new Map<string, Promise<Token>>();

  function request(name: string): Promise<Token> {
    if (name === 'integration') return signInIntegration(issuer, passwords[integrationSecret] ?? '');
    const key = clientKeys[name];
    return key === undefined
      ? signInPerson(issuer, name, passwords[samplePassword] ?? '')
      : signInService(issuer, name, key);
  }

  return async (name) => {
    const before = await held.get(name)?.catch(() => undefined);
    if (before && before.endsAt - earlyMs > Date.now()) return before.accessToken;
    const asked = request(name);
    held.set(name, asked);
    return (await asked).accessToken;
  };
}

/** Returns the password that the sample people of the fleet in `home` share. */
export function passwordOf(home: string): string {
  const password = readJson(path.join(home, 'passwords.json'))[samplePassword];
  if (password === undefined) throw new Fault(`No fleet has been started in ${home}. Start it: npm start`);
  return password;
}

function readJson(file: string): Record<string, string> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
}
