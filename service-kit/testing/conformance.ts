import { randomUUID } from 'node:crypto';
import type { Operation } from '../src/operation';
import { itDescribesItself } from './openapi-document';
import { malformedRequests } from './malformed';
import type { ServedService } from './service';

/** What the common tests need to know of a service. */
export interface Conforming {
  served: () => ServedService;
  /** Such as `/patients`. */
  collection: string;
  /** The body of the n-th new record; any two can stand beside each other. */
  newRecord: (n: number) => object;
  /** A merge patch, and what it makes of the record. */
  patch: object;
  patched: object;
  /** Everything that was logged. */
  logged: () => string;
  /** What may never be logged: names, phone numbers and e-mail addresses that newRecord uses. */
  personal: string[];
}

interface Body {
  id: string;
  version: number;
}

/** What every service must hold to, whatever it owns; called once per service. */
export const itConforms = ({ served, collection, newRecord, patch, patched, logged, personal }: Conforming): void => {
  let count = 0;
  const create = async (): Promise<Body> => {
    const response = await served().api.post(collection).send(newRecord(count++));
    expect(response).toMatchObject({ status: 201 });
    return response.body as Body;
  };
  const idsOnPage = (body: { data: Body[] }) => body.data.map(({ id }) => id);

  itDescribesItself(served);

  it('answers malformed input with a 4xx problem that points at each fault', async () => {
    const { api, document } = served();
    for (const { title, method, path, body, contentType, pointers } of malformedRequests(
      document,
      (await create()).id,
    )) {
      const request = api[method as Operation['method']](path);
      if (contentType) void request.set('content-type', contentType);
      const { status, headers, body: problem } = await (body === undefined ? request : request.send(body));
      expect({ title, refused: status >= 400 && status < 500, type: headers['content-type'] }).toEqual({
        title,
        refused: true,
        type: 'application/problem+json',
      });
      // below the record that is there, nothing is
      if (!pointers || status === 404) continue;
      const { errors = [] } = problem as { errors?: { pointer: string }[] };
      const named = errors.map(({ pointer }) => pointer);
      const missing = pointers.filter((pointer) => !named.some((name) => name.startsWith(pointer)));
      expect({ title, missing, named }).toEqual({ title, missing: [], named });
    }
  });

  it('knows a key by what the body means: in any order, with defaults or without, and never for another body', async () => {
    const { api } = served();
    const key = randomUUID();
    const body = newRecord(count++);
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
    expect(await post(key, newRecord(count++))).toMatchObject({ status: 422 });
  });

  it('makes no new version for a patch that changes nothing, and wants a body', async () => {
    const { api } = served();
    const { id, version } = await create();
    expect(await api.patch(`${collection}/${id}`).send({})).toMatchObject({ status: 200, body: { version } });
    expect(await api.patch(`${collection}/${id}`)).toMatchObject({ status: 400 });
  });

  it('answers an unknown address, a wrong method and OPTIONS as HTTP has it', async () => {
    const { api, document } = served();
    expect(await api.get('/no/such/place')).toMatchObject({ status: 404, body: { type: '/problems/unknown-route' } });
    for (const [path, operations] of Object.entries(document.paths)) {
      const address = path.replace(/\{\w+\}/g, 'x');
      const notOffered = (['delete', 'put', 'patch', 'post'] as const).find((method) => !(method in operations));
      if (!notOffered) continue;
      const response = await api[notOffered](address);
      expect(response).toMatchObject({ status: 405, body: { type: '/problems/method-not-allowed' } });
      for (const method of Object.keys(operations)) expect(response.headers['allow']).toContain(method.toUpperCase());
      expect(await api.options(address)).toMatchObject({ status: 204, headers: { allow: response.headers['allow'] } });
    }
  });

  it('serves health and an API page that asks nothing of anyone else, and metrics on another port', async () => {
    const { url, managementUrl } = served();
    const text = async (path: string, from = url) => {
      const response = await fetch(from + path);
      expect({ path, status: response.status }).toEqual({ path, status: 200 });
      return response.text();
    };
    expect((await fetch(`${url}/healthz`, { headers: { 'x-request-id': 'mine' } })).headers.get('x-request-id')).toBe(
      'mine',
    );
    expect((await fetch(url, { redirect: 'manual' })).headers.get('location')).toBe('/docs');
    expect(await text('/healthz')).toBe('{"status":"ok"}');
    expect(await text('/readyz')).toBe('{"status":"ready"}');
    expect(await text('/metrics', managementUrl)).toContain('http_request_duration_seconds_bucket');
    const publicly = await fetch(`${url}/metrics`);
    expect(publicly.status).toBe(404);
    expect(await publicly.json()).toMatchObject({ type: '/problems/unknown-route' });
    const page = await text('/docs');
    expect(page).not.toMatch(/https?:/);
    for (const [, file] of page.matchAll(/(?:src|href)="([^"]+)"/g)) await text(String(file));
  });

  it('says of each answer who may keep it, and that it is what it says it is', async () => {
    const { api, url } = served();
    const made = await api.post(collection).send(newRecord(count++));
    const { id } = made.body as Body;
    const sent = { 'x-content-type-options': 'nosniff' };
    for (const path of [collection, `${collection}/${id}`, `${collection}/${randomUUID()}`, '/no/such/place'])
      expect(await api.get(path)).toMatchObject({ headers: { ...sent, 'cache-control': 'no-store' } });
    expect(await api.get(`${collection}/${id}`).set('If-None-Match', String(made.headers['etag']))).toMatchObject({
      status: 304,
      headers: { ...sent, 'cache-control': 'no-store' },
    });
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs', '/docs/start.js', '/docs/swagger-ui.css']) {
      const { headers } = await fetch(url + path);
      expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
      if (path.startsWith('/docs'))
        expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-an/);
      expect(headers.get('strict-transport-security')).toBeNull();
    }
  });

  it('gives a new record an address and a version, and answers 304 while it stays the same', async () => {
    const { api } = served();
    const made = await api.post(collection).set('X-Request-Id', 'a-request').send(newRecord(count++));
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

  it('merges a patch, and refuses one that was made for an older version', async () => {
    const { api } = served();
    const before = await create();
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

  it('does a POST with an Idempotency-Key once, and answers its repeats alike', async () => {
    const { api } = served();
    const key = randomUUID();
    const body = newRecord(count++);
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
    expect(await post(newRecord(count++))).toMatchObject({
      status: 422,
      body: { type: '/problems/idempotency-key-reused' },
    });
  });

  it('does ten POSTs at once with one Idempotency-Key once', async () => {
    const { api } = served();
    const key = randomUUID();
    const body = newRecord(count++);
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

  it('pages without repeats or gaps while others insert', async () => {
    const { api } = served();
    const there = new Set<string>();
    for (let i = 0; i < 23; i++) there.add((await create()).id);
    let inserting = true;
    const others = (async () => {
      while (inserting) await create();
    })();
    const seen: string[] = [];
    let next: string | undefined = `${collection}?limit=5`;
    while (next !== undefined) {
      const response = await api.get(next);
      expect(response).toMatchObject({ status: 200 });
      seen.push(...idsOnPage(response.body as { data: Body[] }));
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

  it('logs requests, and never a name, a phone number or an e-mail address', () => {
    expect(logged()).toContain('"msg":"request"');
    for (const secret of personal) expect(logged()).not.toContain(secret);
  });
};
