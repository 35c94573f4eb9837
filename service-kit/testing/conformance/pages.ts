import { randomUUID } from 'node:crypto';
import { create, type Body, type Collection } from './collection';

/** Lists are paged by cursors. */
export const itPages = (tried: Collection): void => {
  const { served, collection } = tried;

  it('pages without repeats or gaps while others insert', async () => {
    const { api } = served();
    const there = new Set<string>();
    for (let i = 0; i < 23; i++) there.add((await create(tried)).id);
    let inserting = true;
    const others = (async () => {
      while (inserting) await create(tried);
    })();
    const seen: string[] = [];
    let next: string | undefined = `${collection}?limit=5`;
    while (next !== undefined) {
      const response = await api.get(next);
      expect(response).toMatchObject({ status: 200 });
      seen.push(...(response.body as { data: Body[] }).data.map(({ id }) => id));
      next = /<([^>]+)>; rel="next"/.exec(response.headers['link'] ?? '')?.[1];
      if (seen.length > 2000) throw new Error('the list does not end');
      if (seen.length > 60) inserting = false;
    }
    inserting = false;
    await others;
    expect(new Set(seen).size).toBe(seen.length);
    expect([...there].filter((id) => !seen.includes(id))).toEqual([]);
    const forged = [
      ['none'],
      ['2026-13-45 99:99:99+00', randomUUID()],
      ['2026-02-30 00:00:00+00', randomUUID()],
      ['0000-00-00 00:00:00+00', randomUUID()],
      {},
    ];
    for (const cursor of ['bm9uZQ', ...forged.map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'))]) {
      expect(await api.get(`${collection}?cursor=${cursor}`)).toMatchObject({
        status: 400,
        body: { errors: [{ pointer: '/cursor' }] },
      });
    }
  });
};
