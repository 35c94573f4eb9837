import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atEnd } from '@hms/service-kit/testing/cleanup';
import { eventually } from '@hms/service-kit/testing/service';
import { startGateway, type Program } from './programs';

const folder = mkdtempSync(path.join(tmpdir(), 'front-desk-'));
atEnd(async () => rmSync(folder, { recursive: true }));
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

let gateway: Program;
beforeAll(async () => {
  gateway = await startGateway({
    FRONT_DESK_DIR: folder,
  });
});

const get = async (address: string, headers: Record<string, string> = {}) => {
  const response = await fetch(gateway.url + address, { headers: { 'accept-encoding': 'identity', ...headers } });
  return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
};

it('says what to run where nothing is built', async () => {
  const { status, headers, text } = await get('/patients');
  expect({ status, headers }).toMatchObject({ status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
  expect(text).toContain('npm run build -w front-desk');
});

describe('once it is built', () => {
  beforeAll(async () => {
    mkdirSync(path.join(folder, 'assets'));
    write('index.html', '<title>The desk</title>');
    write('favicon.svg', '<svg/>');
    write('assets/app-1.js', 'plain()');
    write('assets/app-1.js.br', 'as br');
    write('assets/app-1.js.gz', 'as gzip');
    write('assets/only-2.css', 'a{}');
    // which files there are is looked at every second
    await eventually(
      async () => (await get('/')).status,
      (status) => status === 200,
    );
  });

  it.each(['/', '/patients', '/patients/1?a=b', '/a.b/c', '/index.html', '/%zz', '/sessions'])(
    'has the page of the application at %s, which is asked for again every time',
    async (address) => {
      const { status, headers, text } = await get(address);
      expect({ status, text }).toEqual({ status: 200, text: '<title>The desk</title>' });
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['etag']).toBeDefined();
      // without it, fetch would ask for a fresh one
      const again = { 'if-none-match': headers['etag'] ?? '', 'cache-control': 'max-age=0' };
      expect((await get(address, again)).status).toBe(304);
    },
  );

  it('has files whose names change with their content for a year, as small as the browser takes them', async () => {
    const lasting = { 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept-Encoding' };
    const type = { 'content-type': 'text/javascript; charset=utf-8' };
    const ask = (encodings: string) => get('/assets/app-1.js', { 'accept-encoding': encodings });
    expect(await ask('identity')).toMatchObject({ text: 'plain()', headers: { ...lasting, ...type } });
    const { headers } = await fetch(`${gateway.url}/assets/app-1.js`, {
      method: 'HEAD',
      headers: { 'accept-encoding': 'gzip, br' },
    });
    expect(Object.fromEntries(headers)).toMatchObject({ 'content-encoding': 'br', ...lasting, ...type });
    const zipped = await fetch(`${gateway.url}/assets/app-1.js`, {
      method: 'HEAD',
      headers: { 'accept-encoding': 'gzip, br;q=0' },
    });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(await get('/assets/only-2.css', { 'accept-encoding': 'br, gzip' })).toMatchObject({ text: 'a{}' });
    expect(await get('/favicon.svg')).toMatchObject({ text: '<svg/>', headers: { 'cache-control': 'no-cache' } });
  });

  it('has no page in place of a script that is gone, and nothing that lies outside', async () => {
    expect(await get('/assets/app-0.js')).toMatchObject({
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
    });
    for (const address of ['/..%2f..%2fetc%2fpasswd', '/assets/..%2f..%2f..%2fetc%2fpasswd', '/%2e%2e/package.json'])
      expect((await get(address)).text).not.toMatch(/root:|"name"/);
  });

  it('leaves to the kit what is the kit’s, and to other methods nothing', async () => {
    expect((await get('/healthz')).text).toBe('{"status":"ok"}');
    expect((await get('/readyz')).text).toBe('{"status":"ready"}');
    expect((await get('/openapi.json')).text).toContain('"openapi"');
    const response = await fetch(`${gateway.url}/patients`, { method: 'POST' });
    expect(response.status).toBe(404);
    for (const [address, allow] of Object.entries({
      '/session': 'GET, HEAD',
      '/sign-in': 'GET',
      '/sign-out': 'POST',
    })) {
      const refused = await fetch(gateway.url + address, { method: 'PUT' });
      expect({ status: refused.status, allow: refused.headers.get('allow') }).toEqual({ status: 405, allow });
    }
  });
});
