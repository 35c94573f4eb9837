import { anyToken } from '@hms/service-kit/testing/issuer';
import { openTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { answers, startStubUpstream } from '@hms/service-kit/testing/stub-upstream';
import { z } from 'zod';
import type { Database } from '../src/database';
import { readTogether } from '../src/read-together';
import { withRequest, type RequestContext } from '../src/request-context';
import { currentTransaction, doWithin } from '../src/transaction';
import { openUpstreams } from '../src/upstreams';

const { log } = captureLogs();
let db: Database;
beforeAll(async () => {
  db = await openTestDatabase('doctor-service', log);
  await db.query('create table notes (id text primary key, said text not null)');
});

const request = (): RequestContext => ({ traceId: '0'.repeat(32) });
const add = (id: string) => db.query('insert into notes values ($1, $1)', [id]);
const notes = async (like: string) =>
  (await db.query<{ id: string }>('select id from notes where id like $1 order by id', [like])).map(({ id }) => id);

it('commits what the requests within it do with all the rest', async () => {
  const said: string[] = [];
  const leaving = (word: string): RequestContext => ({
    ...request(),
    atCommit: (result) => ({
      sql: `insert into notes values ('all ${word} left', ''); `,
      done: () => said.push(`${word} ${String(result)}`),
    }),
  });
  await withRequest(leaving('whole'), () =>
    db.transaction(async (tx) => {
      await doWithin(tx, leaving('part'), () =>
        db.transaction(async (part) => {
          await part.query(`insert into notes values ('all 1', '')`);
          part.atEnd(`insert into notes values ('all 2', '')`);
          return 'done';
        }),
      );
      // what it leaves for its end is done, and what it says at its commit is not
      expect(await tx.query(`select id from notes where id like 'all%'`)).toEqual([{ id: 'all 1' }, { id: 'all 2' }]);
      expect(await notes('all%')).toEqual([]);
      expect(said).toEqual([]);
      return 'too';
    }),
  );
  expect(said).toEqual(['part done', 'whole too']);
  expect(await notes('all%')).toEqual(['all 1', 'all 2', 'all part left', 'all whole left']);
});

it('leaves nothing of them where it fails, and nothing of one of them that does', async () => {
  const whole = db.transaction(async (tx) => {
    await doWithin(tx, request(), () => db.transaction((part) => part.query(`insert into notes values ('no 1', '')`)));
    throw new Error('changed my mind');
  });
  await expect(whole).rejects.toThrow('changed my mind');
  expect(await notes('no%')).toEqual([]);

  await db.transaction(async (tx) => {
    const part = doWithin(tx, request(), () =>
      db.transaction(async (part) => {
        await part.query(`insert into notes values ('some 1', '')`);
        part.atEnd(`insert into notes values ('some 1', '')`);
      }),
    );
    await expect(part).rejects.toMatchObject({ code: '23505' });
    await doWithin(tx, request(), () => add('some 2'));
  });
  expect(await notes('some%')).toEqual(['some 2']);
});

it('shows them what it has not committed, and nobody else', async () => {
  const read = readTogether<{ id: string }>('select id from notes where id = any($1::text[])');
  await db.transaction(async (tx) => {
    await tx.query(`insert into notes values ('seen', '')`);
    await doWithin(tx, request(), async () => {
      expect(await notes('seen')).toEqual(['seen']);
      expect(await read(db, 'seen')).toEqual({ id: 'seen' });
    });
    expect(currentTransaction()).toBeUndefined();
    expect(await notes('seen')).toEqual([]);
  });
});

it('has them ask no other service: what decides is refused, and what only adds to an answer is not known', async () => {
  const stub = await startStubUpstream(answers(200, {}));
  const upstreams = openUpstreams(1000, anyToken, log);
  await db.transaction((tx) =>
    doWithin(tx, request(), async () => {
      const deciding = upstreams.at('oracle-service', stub.url, ['/problems/not-found']).get('/', z.object({}));
      await expect(deciding).rejects.toMatchObject({ kind: { type: 'not-together', status: 422 } });
      expect(await upstreams.at('oracle-service', stub.url, []).get('/', z.object({}))).toEqual({
        outcome: 'unavailable',
        reason: 'the oracle service is not asked meanwhile',
        unsent: true,
      });
    }),
  );
  expect(stub.requests).toEqual([]);
});
