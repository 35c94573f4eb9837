import { randomUUID } from 'node:crypto';
import { accepted, created, ok, type HttpResponse } from '../src/response';
import { Replay, startCommand } from '../src/idempotency';
import { schedulePending } from '../src/jobs';
import type { Reply, NoResponse } from '../src/upstream';
import { pendingOperation } from '../src/pending';
import type { Database, Transaction } from '../src/database';
import { defineProblem, Problem, problemResponse } from '../src/problem';
import { openTestDatabase } from '../testing/database';
import { captureLogs } from '../testing/logs';

const { log, text } = captureLogs();
let db: Database;
beforeAll(async () => {
  db = await openTestDatabase('payment-service', log);
  await db.query('create table orders (id uuid primary key, state text not null, goods text not null)');
});

const soldOut = defineProblem({ type: 'sold-out', status: 409, title: 'Sold out' }, () => ({
  detail: 'None is left.',
}));
const noResponse: NoResponse = { outcome: 'unavailable', reason: 'status 503' };
const says = (isThere: boolean): Reply<boolean> => ({ outcome: 'responded', value: isThere });

let replies: (Reply<boolean> | Error)[] = [];
let asked: string[] = [];
// what another request does while the upstream is asked
let meanwhile: (id: string) => Promise<unknown> = async () => {};
beforeEach(() => {
  replies = [];
  asked = [];
  meanwhile = async () => {};
});

interface Order {
  id: string;
  state: string;
  goods: string;
}
const lock = async (tx: Transaction, id: string) =>
  (await tx.query<Order>('select * from orders where id = $1 for update', [id]))[0];
const recordOf = (order: Order) => ({ id: order.id, version: 1, json: JSON.stringify(order) });
const setState = async (tx: Transaction, id: string, state: string) => {
  await tx.query('update orders set state = $2 where id = $1', [id, state]);
};

const respond = async (tx: Transaction, id: string): Promise<HttpResponse | undefined> => {
  const order = await lock(tx, id);
  if (!order) return problemResponse(soldOut(), '/orders');
  return order.state === 'pending' ? undefined : ok(recordOf(order));
};

/** An order of goods that a warehouse has to have; `goods` in stock need no question. */
const operation = () =>
  pendingOperation(
    { db, log, ownAttemptMs: 3000 },
    {
      ...{
        id: 'order',
        access: 'anybody',
        method: 'post',
        path: '/orders',
        summary: 'Order',
        description: 'Orders goods.',
        responses: {},
      },
      job: 'ask-warehouse',
      prepare: async () => `goods ${randomUUID()}`,
      store: async (tx, { url }, goods) => {
        if (url.includes('refused')) throw soldOut();
        const order = { id: randomUUID(), goods, state: url.includes('in-stock') ? 'sent' : 'pending' };
        await tx.query('insert into orders values ($1, $2, $3)', [order.id, order.state, order.goods]);
        return order.state === 'sent' ? created('/orders', recordOf(order)) : accepted('/orders', recordOf(order));
      },
      ask: async (id) => {
        const [order] = await db.query<Order>('select * from orders where id = $1', [id]);
        if (order?.state !== 'pending') return undefined;
        asked.push(order.goods);
        const reply = replies.shift() ?? noResponse;
        await meanwhile(id);
        if (reply instanceof Error) throw reply;
        return reply.outcome === 'responded'
          ? { ...reply, value: { isThere: reply.value, goods: order.goods } }
          : reply;
      },
      complete: async (tx, id, reply, callerWaits) => {
        const order = await lock(tx, id);
        if (order?.state !== 'pending') return respond(tx, id);
        if (reply.outcome === 'responded' && reply.value.goods !== order.goods) return undefined;
        if (reply.outcome === 'responded' && reply.value.isThere) {
          await setState(tx, id, 'sent');
          return created('/orders', recordOf({ ...order, state: 'sent' }));
        }
        if (await callerWaits) await tx.query('delete from orders where id = $1', [id]);
        else await setState(tx, id, 'refused');
        return problemResponse(soldOut(), '/orders');
      },
      respond,
      suggest: async (refusal, _input, goods) => new Problem(refusal.kind, `${refusal.message} Wanted: ${goods}`),
    },
  );

const send = async (url: string, key?: string): Promise<HttpResponse> => {
  const command = startCommand(db, key, ['order', url], '/orders');
  const doPart = () => Promise.reject(new Error('an order has no parts'));
  const input = { params: {}, query: {}, body: undefined, url, ifMatch: undefined, accept: undefined, command, doPart };
  try {
    return (await operation().handle(input)) as HttpResponse;
  } catch (error) {
    if (error instanceof Replay) return error.answer;
    throw error;
  }
};
const idOf = ({ body }: HttpResponse) => (JSON.parse(body) as Order).id;
const stateOf = async (id: string) =>
  (await db.query<Order>('select * from orders where id = $1', [id])).map(({ state }) => state);
const jobs = (id: string) =>
  db.query<{ inSeconds: number }>(
    `select extract(epoch from next_attempt_at - created_at)::float8 as "inSeconds" from pending_operations
     where job = 'ask-warehouse' and record_id = $1`,
    [id],
  );
const attempt = (id: string) => operation().job?.attempt(id);

it('completes the record while its caller waits, and keeps no job', async () => {
  replies = [says(true)];
  const response = await send('/orders');
  expect(response).toMatchObject({ status: 201 });
  expect(await stateOf(idOf(response))).toEqual(['sent']);
  expect(await jobs(idOf(response))).toEqual([]);
});

it('responds 202 when the upstream does not, and the job completes the record later', async () => {
  const key = randomUUID();
  const response = await send('/orders', key);
  const id = idOf(response);
  expect(response).toMatchObject({ status: 202, headers: { location: `/orders/${id}` } });
  expect(await jobs(id)).toEqual([{ inSeconds: 3 }]);
  expect(await send('/orders', key)).toMatchObject({ status: 202, headers: { 'idempotent-replayed': 'true' } });
  expect(await attempt(id)).toEqual({ waiting: 'status 503' });
  expect(await stateOf(id)).toEqual(['pending']);
  replies = [says(true)];
  expect(await attempt(id)).toBe('done');
  expect(await stateOf(id)).toEqual(['sent']);
  expect(await jobs(id)).toEqual([]);
  expect(await attempt(id)).toBe('done');
  expect(asked).toHaveLength(3);
});

it('asks nothing after a final response, which a repeat gets at once', async () => {
  const key = randomUUID();
  const response = await send('/orders?in-stock', key);
  expect(response).toMatchObject({ status: 201 });
  expect(asked).toEqual([]);
  expect(await jobs(idOf(response))).toEqual([]);
  expect(await send('/orders?in-stock', key)).toMatchObject({
    status: 201,
    headers: { 'idempotent-replayed': 'true' },
  });
});

it.each([undefined, randomUUID()])('says what would work when storing is refused (key %s)', async (key) => {
  await expect(send('/orders?refused', key)).rejects.toThrow(/^None is left. Wanted: goods /);
  expect(asked).toEqual([]);
});

describe('a record that changes while the upstream is asked', () => {
  it('waits, and is asked about again', async () => {
    replies = [says(false)];
    const change = (goods: string) => (id: string) =>
      db.query('update orders set goods = $2 where id = $1', [id, goods]);
    meanwhile = change('other goods');
    const response = await send('/orders');
    const id = idOf(response);
    expect(response).toMatchObject({ status: 202 });
    expect(await jobs(id)).toHaveLength(1);
    replies = [says(false), says(true)];
    meanwhile = change('yet others');
    expect(await attempt(id)).toEqual({ waiting: 'it was changed meanwhile' });
    expect(await jobs(id)).toHaveLength(1);
    meanwhile = async () => {};
    expect(await attempt(id)).toBe('done');
    expect(asked.slice(1)).toEqual(['other goods', 'yet others']);
    expect(await stateOf(id)).toEqual(['sent']);
  });

  it('is left as it is when another has completed it', async () => {
    replies = [says(false)];
    meanwhile = (id) => db.transaction((tx) => setState(tx, id, 'sent'));
    const response = await send('/orders');
    expect(response).toMatchObject({ status: 200 });
    expect(await stateOf(idOf(response))).toEqual(['sent']);
    expect(await jobs(idOf(response))).toEqual([]);
  });

  it('keeps the job that it was given since there was nothing to ask', async () => {
    const id = randomUUID();
    await db.query(`insert into orders values ($1, 'sent', 'goods')`, [id]);
    // the attempt finds it complete; before it can lock it, the order is opened again
    let locked = () => {};
    const isLocked = new Promise<void>((resolve) => (locked = resolve));
    const reopened = db.transaction(async (tx) => {
      await lock(tx, id);
      locked();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await setState(tx, id, 'pending');
      schedulePending(tx, 'ask-warehouse', id, 0, []);
    });
    await isLocked;
    expect(await attempt(id)).toEqual({ waiting: 'it was changed meanwhile' });
    await reopened;
    expect(await jobs(id)).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('is the response while the caller waits, and the record goes', async () => {
    replies = [says(false)];
    const key = randomUUID();
    const response = await send('/orders', key);
    expect(response).toMatchObject({ status: 409 });
    expect(await send('/orders', key)).toMatchObject({ status: 409, headers: { 'idempotent-replayed': 'true' } });
    const [goods] = asked;
    expect(await db.query('select from orders where goods = $1', [goods])).toEqual([]);
  });

  it('is kept on the record after the 202', async () => {
    const id = idOf(await send('/orders'));
    replies = [says(false)];
    expect(await attempt(id)).toBe('done');
    expect(await stateOf(id)).toEqual(['refused']);
    expect(await jobs(id)).toEqual([]);
  });

  it('is kept on the record when a repeat may have been told 202', async () => {
    replies = [says(false)];
    const key = randomUUID();
    meanwhile = () => db.query('update idempotency_keys set settling_until = now() where key = $1', [key]);
    const response = await send('/orders', key);
    expect(response).toMatchObject({ status: 202 });
    expect(await stateOf(idOf(response))).toEqual(['refused']);
    expect(await send('/orders', key)).toMatchObject({ status: 202, body: response.body });
  });
});

it('leaves the 202, and the job, when something fails once the record is stored', async () => {
  replies = [new Error('a fault of ours')];
  const key = randomUUID();
  const response = await send('/orders', key);
  const id = idOf(response);
  expect(response).toMatchObject({ status: 202 });
  expect(text()).toContain('left to its job');
  expect(await jobs(id)).toHaveLength(1);
  replies = [says(true)];
  expect(await attempt(id)).toBe('done');
  expect(await stateOf(id)).toEqual(['sent']);
});
