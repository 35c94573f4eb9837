import type { Database } from '@hms/service-kit/database';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { hashOf, type Seal } from './seal';
import type { Cookies } from './session-cookie';

/** A sign-in that has gone to the issuer: what has to come back as it was sent, and where it leads. */
const Begun = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
  /** In milliseconds since 1970. */
  at: z.number(),
});
type Begun = z.output<typeof Begun>;

/** Anybody may begin a sign-in, so it is kept by the browser that does, sealed, and costs no row. */
export interface BegunSignIns {
  put(request: Request, response: Response, begun: Omit<Begun, 'at'>): void;
  /** Returns what was begun with this state in this browser, once and within ten minutes; undefined else. */
  take(request: Request, response: Response, state: string): Promise<Begun | undefined>;
}

const lastsMs = 10 * 60_000;
/** Of one browser, which sends them all with each request: there are proxies that take 8 kB of cookies. */
const mostOfBrowser = 4;
/**
 * Who comes back leaves a row, so that no two requests take one answer to the issuer, which would end the session for it. Anybody may
 * come back from nowhere, so the rows are few; one that has gone is still refused by its browser, which has the cookie no more.
 */
const mostUsed = 10_000;
const stateForm = /^[\w-]{43}$/;

export function openBegunSignIns(db: Database, seal: Seal, cookies: Cookies): BegunSignIns {
  const cookieOf = (state: string) => cookies.of(keyOf(state));

  function find(request: Request, state: string): Begun | undefined {
    const value = stateForm.test(state) ? cookieOf(state).read(request) : undefined;
    const text = value && seal.open(Buffer.from(value, 'base64url'), hashOf(state));
    const begun = text ? Begun.parse(JSON.parse(text)) : undefined;
    return begun && begun.at > Date.now() - lastsMs ? begun : undefined;
  }

  /** Returns false for one that was used already. */
  async function use(state: string): Promise<boolean> {
    await db.query(
      `delete from used_sign_ins where used_at <= greatest(now() - ${lastsMs} * interval '1 ms',
         (select used_at from used_sign_ins order by used_at desc offset ${mostUsed} limit 1))`,
    );
    const used = await db.query('insert into used_sign_ins (id) values ($1) on conflict do nothing returning id', [
      hashOf(state),
    ]);
    return used.length > 0;
  }

  return {
    put: (request, response, begun) => {
      const { state } = begun;
      const earlier = cookies.keysIn(request);
      for (const key of earlier.slice(0, Math.max(0, earlier.length - mostOfBrowser + 1)))
        cookies.of(key).clear(response);
      const sealed = seal.close(JSON.stringify({ ...begun, at: Date.now() } satisfies Begun), hashOf(state));
      cookieOf(state).set(response, sealed.toString('base64url'), lastsMs / 1000);
    },
    take: async (request, response, state) => {
      const begun = find(request, state);
      const isFirst = begun !== undefined && (await use(state));
      if (begun) cookieOf(state).clear(response);
      return isFirst ? begun : undefined;
    },
  };
}

/** Tells the cookies of a browser's sign-ins apart. */
function keyOf(state: string): string {
  return state.slice(0, 12);
}
