import type { Database } from '@hms/service-kit/database';
import { z } from 'zod';
import { hashOf, type Seal } from './seal';

/** Whose session it is, as their access token says. */
const Person = z.object({
  // not in sessions that began before these were kept
  issuer: z.string().optional(),
  subject: z.string().optional(),
  name: z.string().optional(),
  roles: z.array(z.string()),
  patientId: z.string().optional(),
  doctorId: z.string().optional(),
});
export type Person = z.output<typeof Person>;

const Content = z.object({ accessToken: z.string(), refreshToken: z.string().optional(), person: Person });
export type Content = z.output<typeof Content>;

export interface Session extends Content {
  /** SHA-256 of the cookie's value. */
  id: Buffer;
  /** On the clock of `performance.now()`: another machine's has nothing to do with it. */
  tokenEndsAt: number;
  /** If nothing is asked meanwhile; in milliseconds since 1970. */
  endsAt: number;
  /** Nobody has asked for so long, in milliseconds. */
  unseenMs: number;
}

/** Durations in milliseconds. */
export interface Lifetimes {
  /** Of a session, however much is asked. */
  lifeMs: number;
  /** Without a request. */
  idleMs: number;
}

export interface SessionStore {
  insert(value: string, content: Content, seconds: number): Promise<void>;
  find(id: Buffer): Promise<Session | undefined>;
  /** Notes that somebody has asked. */
  touch(id: Buffer): Promise<void>;
  /**
   * Claims the renewal of a token that ends within `earlyMs`. Returns the session as it is now, for the one who is to renew it;
   * undefined for the others.
   */
  claim(id: Buffer, earlyMs: number, leaseMs: number): Promise<Session | undefined>;
  /** Ends a claim with other tokens, or with the same. */
  release(id: Buffer, renewed?: { content: Content; seconds: number }): Promise<void>;
  remove(id: Buffer): Promise<void>;
  /** Removes what is over. */
  clearUp(): Promise<void>;
}

interface Row {
  sealed: Buffer;
  token: number;
  rest: number;
  unseen: number;
}

export function openSessionStore(db: Database, seal: Seal, { lifeMs, idleMs }: Lifetimes): SessionStore {
  const end = `least(created_at + ${lifeMs} * interval '1 ms', seen_at + ${idleMs} * interval '1 ms')`;
  const shown = `sealed, ${msUntil('token_ends_at')} as token, ${msUntil(end)} as rest, -${msUntil('seen_at')} as unseen`;

  function read(id: Buffer, row: Row | undefined): Session | undefined {
    if (!row) return undefined;
    // one that another SESSION_KEY has closed is as good as none
    const text = seal.open(row.sealed, id);
    if (text === undefined) return undefined;
    return {
      ...Content.parse(JSON.parse(text)),
      id,
      tokenEndsAt: performance.now() + row.token,
      endsAt: Date.now() + row.rest,
      unseenMs: row.unseen,
    };
  }

  return {
    insert: async (value, content, seconds) => {
      const id = hashOf(value);
      await db.query(
        `insert into sessions (id, sealed, token_ends_at) values ($1, $2, now() + $3::integer * interval '1 second')`,
        [id, seal.close(JSON.stringify(content), id), seconds],
      );
    },
    find: async (id) => {
      const [row] = await db.query<Row>(`select ${shown} from sessions where id = $1 and ${end} > now()`, [id]);
      return read(id, row);
    },
    touch: async (id) => {
      await db.query('update sessions set seen_at = now() where id = $1', [id]);
    },
    claim: async (id, earlyMs, leaseMs) => {
      const [row] = await db.query<Row>(
        `update sessions set renewing_until = now() + $3::integer * interval '1 ms'
         where id = $1 and ${end} > now() and token_ends_at < now() + $2::integer * interval '1 ms'
           and (renewing_until is null or renewing_until < now())
         returning ${shown}`,
        [id, earlyMs, leaseMs],
      );
      return read(id, row);
    },
    release: async (id, renewed) => {
      if (!renewed) {
        await db.query('update sessions set renewing_until = null where id = $1', [id]);
        return;
      }
      await db.query(
        `update sessions set renewing_until = null, sealed = $2,
           token_ends_at = now() + $3::integer * interval '1 second' where id = $1`,
        [id, seal.close(JSON.stringify(renewed.content), id), renewed.seconds],
      );
    },
    remove: async (id) => {
      await db.query('delete from sessions where id = $1', [id]);
    },
    clearUp: async () => {
      await db.query(`delete from sessions where ${end} < now()`);
    },
  };
}

function msUntil(instant: string): string {
  return `(extract(epoch from ${instant} - now()) * 1000)::float8`;
}
