import { randomUUID } from 'node:crypto';
import type { Body, Collection } from './collection';

/** What is sent again with its Idempotency-Key is done once. */
export const itDoesOnce = ({ served, collection, newRecord }: Collection): void => {
  it('knows a key by what the body means: in any order, with defaults or without, and never for another body', async () => {
    const { api } = served();
    const key = randomUUID();
    const body = newRecord();
    const post = (as: string, content: object) => api.post(collection).set('Idempotency-Key', as).send(content);
    const first = await post(key, body);
    const backwards = Object.fromEntries(Object.entries(body).reverse());
    const leavesOutReason = !('reason' in body) && 'reason' in (first.body as object);
    const spelledOut = { ...body, ...(leavesOutReason && { reason: null }) };
    for (const [as, same] of [
      [`"${key}"`, body],
      [key, backwards],
      [key, spelledOut],
    ] as const) {
      expect(await post(as, same)).toMatchObject({ status: 201, text: first.text });
    }
    expect(await post(key, newRecord())).toMatchObject({ status: 422 });
  });

  it('does a POST with an Idempotency-Key once, and answers its repeats alike', async () => {
    const { api } = served();
    const key = randomUUID();
    const body = newRecord();
    const post = (content: object) => api.post(collection).set('Idempotency-Key', key).send(content);
    const first = await post(body);
    const again = await post(body);
    expect(first).toMatchObject({ status: 201 });
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(again).toMatchObject({
      status: 201,
      headers: { 'idempotent-replayed': 'true', location: first.headers['location'] as string },
      text: first.text,
    });
    expect(await post(newRecord())).toMatchObject({
      status: 422,
      body: { type: '/problems/idempotency-key-reused' },
    });
  });

  it('does ten POSTs at once with one Idempotency-Key once', async () => {
    const { api } = served();
    const key = randomUUID();
    const body = newRecord();
    const post = () => api.post(collection).set('Idempotency-Key', key).send(body);
    const all = await Promise.all(Array.from({ length: 10 }, post));
    for (const { status, headers } of all) {
      if (status !== 201)
        expect({ status, retryAfter: headers['retry-after'] }).toEqual({ status: 409, retryAfter: '1' });
    }
    const made = all.filter(({ status }) => status === 201);
    expect(new Set(made.map((response) => (response.body as Body).id)).size).toBe(1);
    expect(made.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(await post()).toMatchObject({ status: 201, headers: { 'idempotent-replayed': 'true' } });
  });
};
