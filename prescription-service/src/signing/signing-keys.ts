import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Database, Queryable } from '@hms/service-kit/database';
import { signingKeyOf, type PublicKey, type SigningKey } from './signing-key';

export interface SigningKeys {
  /** What is signed with now. */
  current(): Promise<SigningKey>;
  /** All that were ever signed with. */
  list(): Promise<PublicKey[]>;
}

const keep = (db: Queryable, { publicKey, privateKey }: SigningKey, secret: boolean) =>
  db.query(`insert into signing_keys (kid, public_key, private_key) values ($1, $2, $3) on conflict do nothing`, [
    publicKey.kid,
    publicKey,
    secret ? privateKey.export({ format: 'pem', type: 'pkcs8' }) : null,
  ]);

const findOwn = async (db: Queryable): Promise<SigningKey | undefined> => {
  const [row] = await db.query<{ pem: string }>(
    'select private_key as pem from signing_keys where private_key is not null order by created_at desc limit 1',
  );
  return row && signingKeyOf(createPrivateKey(row.pem));
};

/** One key for all replicas, made by the first that needs it. */
const makeOwn = (db: Database): Promise<SigningKey> =>
  db.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('signing key', 0))`);
    const found = await findOwn(tx);
    if (found) return found;
    const made = signingKeyOf(generateKeyPairSync('ed25519').privateKey);
    await keep(tx, made, true);
    return made;
  });

/** @param configured the private key from the environment; undefined: the service keeps one in its database */
export const signingKeys = (db: Database, configured: KeyObject | undefined): SigningKeys => {
  const current = async () => {
    if (!configured) return (await findOwn(db)) ?? makeOwn(db);
    const key = signingKeyOf(configured);
    await keep(db, key, false);
    return key;
  };
  return {
    current,
    list: async () => {
      await current();
      const rows = await db.query<{ key: PublicKey }>(
        'select public_key as key from signing_keys order by created_at desc',
      );
      return rows.map(({ key }) => key);
    },
  };
};
