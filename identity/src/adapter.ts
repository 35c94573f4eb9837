import type { Database } from '@hms/service-kit/database';
import type { Adapter, AdapterPayload, ClientMetadata, errors as ProviderErrors } from 'oidc-provider';

/** Keeps oidc-provider's records in PostgreSQL, so that sessions and refresh tokens survive a restart. */
export function adapterOn(
  db: Database,
  errors: typeof ProviderErrors,
  findClient: (id: string) => ClientMetadata | undefined,
): (model: string) => Adapter {
  return (model) => {
    async function findBy(column: 'id' | 'uid', value: string): Promise<AdapterPayload | undefined> {
      const [row] = await db.query<{ payload: AdapterPayload; consumed: number | null }>(
        `select payload, extract(epoch from consumed_at)::integer as consumed from entries
         where model = $1 and ${column} = $2 and (expires_at is null or expires_at > now())`,
        [model, value],
      );
      return row && { ...row.payload, ...(row.consumed !== null && { consumed: row.consumed }) };
    }

    return {
      upsert: async (id, payload, expiresIn) => {
        await db.query(
          `insert into entries (model, id, payload, uid, grant_id, expires_at)
           values ($1, $2, $3, $4, $5, now() + $6::integer * interval '1 second')
           on conflict (model, id) do update set payload = excluded.payload, uid = excluded.uid,
             grant_id = excluded.grant_id, expires_at = excluded.expires_at`,
          [model, id, payload, payload.uid ?? null, payload.grantId ?? null, expiresIn ?? null],
        );
        // everybody who signs in clears up a little
        if (model === 'Interaction') await db.query('delete from entries where expires_at < now()');
      },
      find: (id) => (model === 'Client' ? Promise.resolve(findClient(id) as AdapterPayload) : findBy('id', id)),
      findByUid: (uid) => findBy('uid', uid),
      // there are no devices without a keyboard here
      findByUserCode: () => Promise.resolve(undefined),
      consume: async (id) => {
        const used = await db.query(
          'update entries set consumed_at = now() where model = $1 and id = $2 and consumed_at is null returning id',
          [model, id],
        );
        // of two who use a code at the same moment, one has it
        if (used.length === 0) throw new errors.InvalidGrant('it was used already');
      },
      destroy: async (id) => {
        await db.query('delete from entries where model = $1 and id = $2', [model, id]);
      },
      revokeByGrantId: async (grantId) => {
        await db.query('delete from entries where grant_id = $1', [grantId]);
      },
    };
  };
}
