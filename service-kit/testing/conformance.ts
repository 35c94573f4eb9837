import { Validator } from '@seriousme/openapi-schema-validator';
import { malformedRequests } from './malformed';
import type { ServedApp } from './service';

/**
 * What every service must hold to, whatever it owns; called once per service, inside a test file of its own.
 * @param existingId makes a record, and gives its id
 */
export const itConforms = (served: () => ServedApp, existingId: () => Promise<string>): void => {
  it('has a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(served().document) as unknown as Record<string, unknown>)).toEqual({
      valid: true,
    });
    expect(validator.version).toBe('3.1');
  });

  it('answers malformed input with a 4xx problem that points at each fault', async () => {
    const { api, document } = served();
    for (const { title, method, path, body, contentType, pointers } of malformedRequests(
      document,
      await existingId(),
    )) {
      const request = api[method as 'get' | 'post' | 'patch'](path);
      if (contentType) void request.set('content-type', contentType);
      const { status, headers, body: problem } = await (body === undefined ? request : request.send(body));
      expect({ title, status: status >= 400 && status < 500, type: headers['content-type'] }).toEqual({
        title,
        status: true,
        type: 'application/problem+json',
      });
      if (!pointers) continue;
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
      const response = await api.delete(address);
      expect(response).toMatchObject({ status: 405, body: { type: '/problems/method-not-allowed' } });
      for (const method of Object.keys(operations)) expect(response.headers['allow']).toContain(method.toUpperCase());
      expect(await api.options(address)).toMatchObject({ status: 204, headers: { allow: response.headers['allow'] } });
    }
  });

  it('serves health, metrics and an API page that asks nothing of anyone else', async () => {
    const { url } = served();
    const text = async (path: string) => {
      const response = await fetch(url + path);
      expect({ path, status: response.status }).toEqual({ path, status: 200 });
      return response.text();
    };
    expect(await text('/healthz')).toBe('{"status":"ok"}');
    expect(await text('/readyz')).toBe('{"status":"ready"}');
    expect(await text('/metrics')).toContain('http_request_duration_seconds_bucket');
    const page = await text('/docs');
    expect(page).not.toMatch(/https?:/);
    for (const [, file] of page.matchAll(/(?:src|href)="([^"]+)"/g)) await text(`/${file}`);
  });
};
