import { openDatabase } from '@hms/service-kit/database';
import { createLogger } from '@hms/service-kit/logger';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { newSecret, openSeal } from '../src/seal';
import { openSessionStore } from '../src/session-store';
import { sessionKey, type Program } from './programs';

export interface TestSession {
  accessToken: string;
  /** The header that a browser sends with every request. */
  cookie: { cookie: string };
  /** The one that a page adds to a change. */
  csrf: { 'x-csrf-token': string };
}

/** Begins a session in the gateway's database, without an issuer. */
export async function beginSession(gateway: Program): Promise<TestSession> {
  const db = openDatabase(gateway.database, createLogger('test', 'fatal'));
  atEnd(() => db.close());
  const day = 24 * 3_600_000;
  const store = openSessionStore(db, openSeal(sessionKey), { lifeMs: day, idleMs: day });
  const [value, accessToken] = [newSecret(), newSecret()];
  await store.insert(value, { accessToken, person: { name: 'Rosa Lindqvist', roles: ['receptionist'] } }, 3600);
  const cookie = { cookie: `other=1; hms-session-${new URL(gateway.url).port}=${value}; more=2` };
  const session = (await (await fetch(`${gateway.url}/session`, { headers: cookie })).json()) as { csrfToken: string };
  return { accessToken, cookie, csrf: { 'x-csrf-token': session.csrfToken } };
}
