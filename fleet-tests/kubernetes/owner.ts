import { readFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import path from 'node:path';
import { signInPerson, type Token } from '../../fleet/src/sign-in';
import { root } from './kubectl';
import { send, type HttpResponse } from './load';

/** Where the NodePorts answer, less the last digit. */
export const fleetUrl = process.env['FLEET_URL'] ?? 'http://127.0.0.1:30000';
export const identityUrl = urlAbove(10);

const earlyMs = 60_000;
let held: Promise<Token> | undefined;

export function urlAbove(ports: number): string {
  const url = new URL(fleetUrl);
  url.port = String(Number(url.port) + ports);
  return url.origin;
}

/** Sends a request with a token of the sample owner, who has every role of staff. */
export async function sendAsOwner(
  url: string,
  agent?: Agent,
  body?: object,
  headers: Record<string, string> = {},
): Promise<HttpResponse> {
  return send(url, agent, body, { authorization: `Bearer ${await ownersToken()}`, ...headers });
}

async function ownersToken(): Promise<string> {
  const before = await held?.catch(() => undefined);
  if (before && before.endsAt - earlyMs > Date.now()) return before.accessToken;
  held = signInPerson(identityUrl, 'owner', samplePassword());
  return (await held).accessToken;
}

function samplePassword(): string {
  const [, password = ''] = /^SAMPLE_STAFF_PASSWORD=(.*)$/m.exec(readFileSync(path.join(root, '.env'), 'utf8')) ?? [];
  return password;
}
