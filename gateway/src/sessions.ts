import { setTimeout as pause } from 'node:timers/promises';
import { IssuerUnavailable } from '@hms/service-kit/issuer';
import type { Logger } from '@hms/service-kit/logger';
import type { Tokens as TokenVerifier } from '@hms/service-kit/tokens';
import { RefusedByIssuer, type IssuerClient, type Tokens } from './issuer-client';
import { issuerDown, sessionEnded } from './problems';
import { hashOf, newSecret } from './seal';
import type { Content, Lifetimes, Person, Session, SessionStore } from './session-store';

export interface Sessions {
  /** Begins a session with what the issuer gave. Returns the value of its cookie. */
  begin(tokens: Tokens): Promise<string>;
  /** Returns the session of a cookie; undefined where it is over. */
  find(value: string): Promise<Session | undefined>;
  /**
   * The same, for a request: the token is renewed where it is about to end, and where a person has asked, that is noted. Throws a
   * 401 problem where the session is over, or the issuer ends it, and a 503 where the issuer does not respond.
   */
  use(value: string, isByPerson: boolean): Promise<Session>;
  /** Ends a session here, and has the issuer take its tokens no more. */
  end(value: string): Promise<void>;
  /** Ends a session here alone: another of the same browser takes its place. */
  forget(value: string): Promise<void>;
}

/** A session that was just read is not read again. */
const cachedMs = 1000;
const mostCached = 10_000;
/** A token is renewed so long before it ends. */
const earlyMs = 30_000;
/** Who renews has so long, longer than the issuer is waited for; then it is another's turn. */
const leaseMs = 15_000;
const lookAgainMs = 50;

export function openSessions(
  store: SessionStore,
  issuer: IssuerClient,
  verifier: TokenVerifier,
  { idleMs }: Pick<Lifetimes, 'idleMs'>,
  log: Logger,
): Sessions {
  const cache = new Map<string, { session: Session | undefined; until: number }>();
  const renewals = new Map<string, Promise<Session>>();
  const touchEveryMs = Math.min(60_000, idleMs / 10);

  /** One that was ended stays so for longer than a read that began before that may take. */
  function keep(id: Buffer, session: Session | undefined): void {
    const [oldest] = cache.size >= mostCached ? cache.keys() : [];
    if (oldest !== undefined) cache.delete(oldest);
    const key = id.toString('base64');
    cache.delete(key);
    cache.set(key, { session, until: performance.now() + (session ? cachedMs : 10 * cachedMs) });
  }

  async function findById(id: Buffer): Promise<Session | undefined> {
    const cached = cache.get(id.toString('base64'));
    if (cached && cached.until > performance.now()) return cached.session;
    const session = await store.find(id);
    const meanwhile = cache.get(id.toString('base64'));
    if (meanwhile && meanwhile.session === undefined && meanwhile.until > performance.now()) return undefined;
    if (session) keep(id, session);
    return session;
  }

  /** Who the token says they are, verified like every token. */
  async function personOf(accessToken: string): Promise<Person> {
    const { issuer, subject, name, roles, patientId, doctorId } = await verifier.verify(`Bearer ${accessToken}`);
    return { issuer, subject, name, roles, patientId, doctorId };
  }

  async function renew(id: Buffer): Promise<Session> {
    const until = performance.now() + leaseMs;
    while (performance.now() < until) {
      const claimed = await store.claim(id, earlyMs, leaseMs);
      if (claimed) return renewClaimed(claimed);
      // another process renews it, or has just done so
      const session = await store.find(id);
      if (!session) throw sessionEnded();
      if (isFresh(session)) return session;
      await pause(lookAgainMs);
    }
    throw issuerDown();
  }

  async function renewClaimed(session: Session): Promise<Session> {
    const { id, refreshToken } = session;
    try {
      if (refreshToken === undefined) throw new RefusedByIssuer('it gave no refresh token');
      const tokens = await issuer.renew(refreshToken);
      const content: Content = {
        ...tokens,
        refreshToken: tokens.refreshToken ?? refreshToken,
        // the one before is used up: what came in its place is kept, whether it can be read now or not
        person: await personOf(tokens.accessToken).catch(() => session.person),
      };
      await store.release(id, { content, seconds: tokens.seconds });
      return (await store.find(id)) ?? raise(sessionEnded());
    } catch (error) {
      if (error instanceof RefusedByIssuer) return giveUp(session, error);
      await store.release(id).catch(() => {});
      if (!(error instanceof IssuerUnavailable)) throw error;
      log.warn({ err: error }, 'a session could not be renewed now');
      return isValid(session) ? session : raise(issuerDown());
    }
  }

  /** An issuer that gives no refresh tokens has sessions that end with their first token. */
  async function giveUp(session: Session, error: RefusedByIssuer): Promise<Session> {
    if (session.refreshToken === undefined && isValid(session)) {
      await store.release(session.id);
      return session;
    }
    log.info({ reason: error.message }, 'the issuer has ended a session');
    await store.remove(session.id);
    keep(session.id, undefined);
    throw sessionEnded();
  }

  /** All requests of one session wait for one renewal. */
  function renewOnce(id: Buffer): Promise<Session> {
    const key = id.toString('base64');
    const running =
      renewals.get(key) ??
      renew(id)
        .then((session) => {
          keep(id, session);
          return session;
        })
        .finally(() => renewals.delete(key));
    renewals.set(key, running);
    return running;
  }

  async function forget(value: string): Promise<void> {
    const id = hashOf(value);
    await store.remove(id);
    keep(id, undefined);
  }

  return {
    begin: async (tokens) => {
      const value = newSecret();
      const { accessToken, refreshToken, seconds } = tokens;
      await store.insert(value, { accessToken, refreshToken, person: await personOf(accessToken) }, seconds);
      await store.clearUp();
      return value;
    },
    find: (value) => findById(hashOf(value)),
    use: async (value, isByPerson) => {
      const session = await findById(hashOf(value));
      if (!session) throw sessionEnded();
      if (isByPerson && session.unseenMs > touchEveryMs) {
        session.unseenMs = 0;
        await store.touch(session.id);
      }
      return isFresh(session) ? session : renewOnce(session.id);
    },
    end: async (value) => {
      const session = await store.find(hashOf(value));
      await forget(value);
      if (session?.refreshToken === undefined) return;
      await issuer.revoke(session.refreshToken).catch((error: unknown) => {
        log.warn({ err: error }, 'the issuer was not told that a session has ended');
      });
    },
    forget,
  };
}

function isFresh({ tokenEndsAt }: Session): boolean {
  return tokenEndsAt > performance.now() + earlyMs;
}

function isValid({ tokenEndsAt }: Session): boolean {
  return tokenEndsAt > performance.now();
}

function raise(error: Error): never {
  throw error;
}
