import { randomBytes, randomUUID } from 'node:crypto';
import type { Database, Transaction } from '@hms/service-kit/database';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

export interface SigningKey {
  id: string;
  jwk: JWK;
}

/** A key signs for so long; then the next one does. */
const signsFor = '30 days';
/** It is published for so long beside its successor: longer than any token or session lives. */
const publishedFor = '9 hours';
/** It is published for so long before it signs: services look for a key that they do not know every 30 seconds. */
const publishedAhead = '1 minute';

/** Returns the keys to publish, the one to sign by first. Makes the next one where it is time, once among all processes. */
export async function currentKeys(db: Database): Promise<SigningKey[]> {
  const keys = await publishedKeys(db);
  if (keys.some(({ signs }) => signs)) return keys;
  const next = await makeKey();
  return db.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('signing keys', 0))`);
    const now = await publishedKeys(tx);
    if (now.some(({ signs }) => signs)) return now;
    await insertKey(tx, next);
    return [next, ...now];
  });
}

/** Makes another key, which signs in a minute; the one before is published for another nine hours. */
export async function rotateKeys(db: Database): Promise<void> {
  const next = await makeKey();
  await db.transaction((tx) => insertKey(tx, next));
}

/** Returns the secret that cookies are signed by; made at the first start. */
export async function cookieSecret(db: Database): Promise<string> {
  await db.query(`insert into secrets (name, value) values ('cookies', $1) on conflict do nothing`, [
    randomBytes(32).toString('base64url'),
  ]);
  const [row] = await db.query<{ value: string }>(`select value from secrets where name = 'cookies'`);
  return row?.value ?? '';
}

function publishedKeys(db: Pick<Database, 'query'>): Promise<(SigningKey & { signs: boolean })[]> {
  return db.query(
    `select id, jwk, created_at > now() - interval '${signsFor}' as signs from signing_keys k
     where not exists (
       select from signing_keys newer
       where newer.created_at > k.created_at and newer.created_at < now() - interval '${publishedFor}')
     order by case when created_at > now() - interval '${publishedAhead}' then created_at end nulls first, created_at desc`,
  );
}

async function insertKey(tx: Transaction, { id, jwk }: SigningKey): Promise<void> {
  await tx.query('insert into signing_keys (id, jwk, created_at) values ($1, $2, clock_timestamp())', [id, jwk]);
}

async function makeKey(): Promise<SigningKey> {
  const id = randomUUID();
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { id, jwk: { ...(await exportJWK(privateKey)), kid: id, alg: 'ES256', use: 'sig' } };
}
