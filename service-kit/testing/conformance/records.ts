import { randomUUID } from 'node:crypto';
import { create, type Body, type Collection } from './collection';

/** A record has an address and versions, and is changed by merge patch. */
export const itKeepsVersions = (tried: Collection, { patch, patched }: { patch: object; patched: object }): void => {
  const { served, collection, newRecord } = tried;

  it('makes no new version for a patch that changes nothing, and wants a body', async () => {
    const { api } = served();
    const { id, version } = await create(tried);
    expect(await api.patch(`${collection}/${id}`).send({})).toMatchObject({ status: 200, body: { version } });
    expect(await api.patch(`${collection}/${id}`)).toMatchObject({ status: 400 });
  });

  it('gives a new record an address and a version, and answers 304 while it stays the same', async () => {
    const { api } = served();
    const made = await api.post(collection).set('X-Request-Id', 'a-request').send(newRecord());
    const { id, version } = made.body as Body;
    const address = `${collection}/${id}`;
    expect(made).toMatchObject({
      status: 201,
      headers: { location: address, etag: `"${version}"`, 'x-request-id': 'a-request' },
    });
    const read = await api.get(address);
    expect(read).toMatchObject({ status: 200, headers: { etag: made.headers['etag'] as string } });
    expect(read.body).toEqual(made.body);
    expect(await api.get(address).set('If-None-Match', `"${version}"`)).toMatchObject({ status: 304, text: '' });
    expect(await api.get(address).set('If-None-Match', `"${version + 1}"`)).toMatchObject({ status: 200 });
    expect(await api.head(address).set('If-None-Match', `"${version}"`)).toMatchObject({ status: 304 });
    expect(await api.get(`${collection}/${randomUUID()}`)).toMatchObject({
      status: 404,
      body: { type: '/problems/not-found' },
    });
  });

  it('answers 304 for a list in which nothing has changed', async () => {
    const { api } = served();
    const { id } = await create(tried);
    const list = () => api.get(collection).query({ id });
    const { headers } = await list();
    const etag = String(headers['etag']);
    expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
    const again = () => list().set('If-None-Match', etag);
    expect(await again()).toMatchObject({ status: 304, text: '', headers: { etag } });
    expect(await api.get(collection).query({ limit: 1 }).set('If-None-Match', etag)).toMatchObject({ status: 200 });
    expect(await api.patch(`${collection}/${id}`).send(patch)).toMatchObject({ status: 200 });
    expect(await again()).toMatchObject({ status: 200 });
  });

  it('merges a patch, and refuses one that was made for an older version', async () => {
    const { api } = served();
    const before = await create(tried);
    const address = `${collection}/${before.id}`;
    const old = `"${before.version}"`;
    const version = before.version + 1;
    const change = api.patch(address).set('If-Match', old).set('content-type', 'application/merge-patch+json');
    const changed = await change.send(JSON.stringify(patch));
    expect(changed).toMatchObject({ status: 200, headers: { etag: `"${version}"` }, body: { ...patched, version } });
    expect(changed.body).toMatchObject({ ...before, ...patched, version, updatedAt: expect.any(String) });
    expect(await api.patch(address).set('If-Match', old).send(patch)).toMatchObject({
      status: 412,
      body: { type: '/problems/version-mismatch', currentVersion: version },
    });
    expect(await api.get(address)).toMatchObject({ body: { version } });
    expect(await api.patch(`${collection}/${randomUUID()}`).send(patch)).toMatchObject({ status: 404 });
  });
};
