import { randomUUID } from 'node:crypto';
import type { Operation } from '../../src/operation';
import { malformedRequests } from '../malformed';
import { create, type Body, type Collection } from './collection';

/** Addresses, methods, headers and pages are as HTTP has them, and malformed input is refused. */
export const itSpeaksHttp = (tried: Collection): void => {
  const { served, collection, newRecord } = tried;

  it('answers malformed input with a 4xx problem that points at each fault', async () => {
    const { api, document } = served();
    for (const { title, method, path, body, contentType, pointers } of malformedRequests(
      document,
      (await create(tried)).id,
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
    const made = await api.post(collection).send(newRecord());
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
};
