import type { Database } from '@hms/service-kit/database';
import { z } from 'zod';
import { hashOf, type Seal } from './seal';

const Begun = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string() });
/** A sign-in that has gone to the issuer: what has to come back as it was sent, and where it leads. */
type Begun = z.output<typeof Begun>;

export interface SignInStore {
  /** @param browser the hash of the cookie of the browser that begins it */
  insert(browser: Buffer, begun: Begun): Promise<void>;
  /** Returns what was begun with this state in this browser, once and within ten minutes; undefined else. */
  take(browser: Buffer, state: string): Promise<Begun | undefined>;
}

const lasts = "interval '10 minutes'";

export function openSignInStore(db: Database, seal: Seal): SignInStore {
  return {
    insert: async (browser, begun) => {
      const id = hashOf(begun.state);
      // everybody who signs in clears up a little
      await db.query(`delete from sign_ins where created_at < now() - ${lasts}`);
      await db.query('insert into sign_ins (id, browser, sealed) values ($1, $2, $3)', [
        id,
        browser,
        seal.close(JSON.stringify(begun), id),
      ]);
    },
    take: async (browser, state) => {
      const id = hashOf(state);
      const [row] = await db.query<{ sealed: Buffer }>(
        `delete from sign_ins where id = $1 and browser = $2 and created_at > now() - ${lasts} returning sealed`,
        [id, browser],
      );
      const text = row && seal.open(row.sealed, id);
      return text === undefined ? undefined : Begun.parse(JSON.parse(text));
    },
  };
}
