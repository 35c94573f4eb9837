import path from 'node:path';
import { tokensOf, type TokenSource } from '../fleet/src/tokens';

const sources = new Map<string, TokenSource>();

/** The folder of the local fleet that these programs try: `--home`, or FLEET_HOME, or `.fleet`. */
export function fleetHome(): string {
  const homeAt = process.argv.indexOf('--home');
  return (homeAt > 0 ? process.argv[homeAt + 1] : undefined) ?? process.env['FLEET_HOME'] ?? '.fleet';
}

/** Returns a token of that fleet. */
export function tokenOf(person: string): Promise<string> {
  const { port } = new URL(process.env['FLEET_URL'] ?? 'http://localhost:3000');
  const home = fleetHome();
  const source = sources.get(home) ?? tokensOf({ home: path.resolve(home), portOffset: Number(port) - 3000 });
  sources.set(home, source);
  return source(person);
}

/** What payment-service alone may do in billing-service. */
const byService = /^\/(bills\/[^/]+\/(payments|refunds)|deposits(\/[^/]+\/refunds)?)$/;

/** What whoever asked for it cannot do. */
const byAnother = /^\/(payments\/[^/]+\/refunds|discount-requests)\/[^/]+\/approve$/;

/**
 * Returns the Authorization header of one who may do it: the owner of a small practice, who has every role of staff; the doctor
 * whom the body names, where a doctor acts in their own name; payment-service, for what only it may; a manager, for what the
 * owner has asked for.
 */
export async function authorizationFor(method: string, target: string, body?: unknown): Promise<string> {
  const doctorId = byPrescriber.test(pathOf(target)) && method !== 'GET' ? await prescriberOf(target) : undefined;
  return `Bearer ${await tokenOf(doctorId === undefined ? personFor(method, target, body) : `doctor:${doctorId}`)}`;
}

/** What only the doctor may do who has prescribed. */
const byPrescriber = /^\/prescriptions\/[0-9a-f-]{36}(\/reinstate)?$/;

async function prescriberOf(target: string): Promise<string | undefined> {
  const base = new URL(process.env['FLEET_URL'] ?? 'http://localhost:3000');
  base.port = String(Number(base.port) + 6);
  const url = new URL(pathOf(target).replace(/\/reinstate$/, ''), base);
  const response = await fetch(url, { headers: { authorization: `Bearer ${await tokenOf('owner')}` } });
  return response.ok ? doctorIn(await response.json()) : undefined;
}

/** Returns the name of one who may. */
export function personFor(method: string, target: string, body: unknown): string {
  const pathname = pathOf(target);
  if (method !== 'POST') return 'owner';
  if (byService.test(pathname)) return 'payment-service';
  if (byAnother.test(pathname)) return 'manager';
  const doctorId = pathname === '/prescriptions' ? doctorIn(body) : undefined;
  return doctorId === undefined ? 'owner' : `doctor:${doctorId}`;
}

function pathOf(target: string): string {
  return URL.canParse(target, 'http://localhost') ? new URL(target, 'http://localhost').pathname : target;
}

function doctorIn(body: unknown): string | undefined {
  const { doctorId } = typeof body === 'object' && body !== null ? (body as { doctorId?: unknown }) : {};
  return typeof doctorId === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(doctorId)
    ? doctorId
    : undefined;
}
