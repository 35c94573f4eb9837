import type { OpenApiDocument } from '../../service-kit/testing/contract';
import type { Draft } from '../draft';
import { judgeIntruder } from '../judge-intruder';
import { serviceOf } from '../operations';

const document = {
  openapi: '3.1.0',
  paths: {
    '/bills/{id}': {
      get: { operationId: 'getBill', security: [{ token: ['cashier'] }], parameters: [], responses: {} },
    },
    '/bills': {
      get: { operationId: 'listBills', security: [{ token: ['nurse'] }], parameters: [], responses: {} },
    },
    '/keys': { get: { operationId: 'getKeys', security: [], parameters: [], responses: {} } },
  },
  components: { schemas: {}, headers: {} },
} as unknown as OpenApiDocument;
const service = serviceOf('billing', 'http://127.0.0.1:1', document);

const judge = (status: 401 | 403, answered: number, problem = '', more: Partial<Draft> = {}) => {
  const [operation] = service.operations;
  if (!operation) throw new Error('no operation');
  const draft: Draft = {
    ...{ operation, method: 'GET', path: '/bills/1', query: [], headers: [], json: undefined, copies: 1, done: [] },
    ...{ judgeable: true, intruder: { name: 'no token', status, authorization: undefined }, ...more },
  };
  const text = problem === '' ? '{"total":1}' : JSON.stringify({ type: `/problems/${problem}` });
  return judgeIntruder(draft, { status: answered, headers: {}, text, milliseconds: 1 }).map(({ kind }) => kind);
};

it('takes a refusal for right, and all else for a fault', () => {
  expect(judge(401, 401)).toEqual([]);
  expect(judge(403, 403)).toEqual([]);
  expect(judge(401, 404)).toEqual([]);
  for (const answered of [200, 201, 202, 302, 304, 409, 412, 422, 500])
    expect([answered, judge(401, answered)]).toEqual([answered, ['an intruder is not refused']]);
  expect(judge(401, 403)).toEqual(['an intruder is refused otherwise than by 401']);
  expect(judge(403, 401)).toEqual(['an intruder is refused otherwise than by 403']);
});

it('takes what is said of HTTP before anybody is known, and of bodies before a role is looked at', () => {
  expect(judge(401, 400, 'malformed-request')).toEqual([]);
  expect(judge(403, 400, 'malformed-body')).toEqual([]);
  expect(judge(403, 413)).toEqual([]);
  expect(judge(401, 400, 'malformed-body')).toEqual(['an intruder is not refused']);
  expect(judge(401, 413)).toEqual(['an intruder is not refused']);
  for (const status of [401, 403] as const)
    expect(judge(status, 400, 'invalid-request')).toEqual(['an intruder is not refused']);
});

it('leaves alone an address of another operation, which their role may', () => {
  const nurse = { intruder: { name: 'the role nurse', role: 'nurse', status: 403 as const, authorization: 'x' } };
  expect(judge(403, 200, '', { ...nurse, path: '/bills/' })).toEqual([]);
  expect(judge(403, 200, '', { ...nurse, path: '/bills/', method: 'POST' })).toEqual(['an intruder is not refused']);
  expect(judge(403, 200, '', { ...nurse, path: '/bills/1' })).toEqual(['an intruder is not refused']);
});

it("leaves alone the application's page at the gateway, and no other page", () => {
  const page = (name: string, text: string) => {
    const [operation] = serviceOf(name, 'http://127.0.0.1:1', document).operations;
    if (!operation) throw new Error('no operation');
    const draft: Draft = {
      ...{ operation, method: 'GET', path: '*', query: [], headers: [], json: undefined, copies: 1, done: [] },
      ...{ judgeable: false, intruder: { name: 'no token', status: 401, authorization: undefined } },
    };
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    return judgeIntruder(draft, { status: 200, headers, text, milliseconds: 1 }).length;
  };
  const application = '<!doctype html><body><div id="root"></div></body>';
  expect(page('gateway', application)).toBe(0);
  expect(page('gateway', '<!doctype html><table><tr><td>Ada</td></tr></table>')).toBe(1);
  expect(page('billing', application)).toBe(1);
});

it('leaves alone what is for anybody', () => {
  for (const path of ['/keys', '/KEYS/', '/docs/start.js', '/openapi.json?x', 'http://elsewhere.example/keys'])
    expect([path, judge(401, 200, '', { path })]).toEqual([path, []]);
  for (const path of ['/keyss', '/bills/keys', '/metrics', '/docsx'])
    expect([path, judge(401, 200, '', { path })]).toEqual([path, ['an intruder is not refused']]);
});
