import { operation } from '../src/operation';
import { noContent } from '../src/response';
import { mapRoutes } from '../src/route-map';

const at = (path: string, method: 'get' | 'post' = 'get') =>
  operation({
    id: `${method} ${path}`,
    access: 'anybody',
    method,
    path,
    summary: '',
    description: '',
    responses: {},
    handle: () => Promise.resolve(noContent),
  });

const find = mapRoutes([
  at('/bills'),
  at('/bills', 'post'),
  at('/bills/:id'),
  at('/bills/:id.pdf'),
  at('/bills/:id/refunds/:refundId'),
  at('/bills/summary'),
]);
const found = (path: string) => {
  const { route, params } = find(path) ?? {};
  return route && [route.path, params];
};

it.each([
  ['/bills', '/bills', {}],
  ['/bills/', '/bills', {}],
  ['/Bills', '/bills', {}],
  ['/bills/7', '/bills/:id', { id: '7' }],
  ['/bills/A%20b', '/bills/:id', { id: 'A b' }],
  ['/bills/7.pdf', '/bills/:id.pdf', { id: '7' }],
  ['/bills/7.PDF', '/bills/:id.pdf', { id: '7' }],
  ['/bills/.pdf', '/bills/:id', { id: '.pdf' }],
  ['/bills/summary', '/bills/summary', {}],
  // what is given by name leads nowhere here
  ['/bills/summary/refunds/2', '/bills/:id/refunds/:refundId', { id: 'summary', refundId: '2' }],
])('%s is %s', (path, route, params) => {
  expect(found(path)).toEqual([route, params]);
});

it.each(['/', '', '/bill', '//bills', '/bills//', '/bills/7/refunds', '/bills/7/refunds/', '/bills/7/refunds/2/3'])(
  '%s is none',
  (path) => {
    expect(found(path)).toBeUndefined();
  },
);

it('has the methods of a path in the order in which they are written', () => {
  expect([...(find('/bills')?.route.operations.keys() ?? [])]).toEqual(['GET', 'POST']);
});

it('cannot decode half a character', () => {
  expect(() => find('/bills/%E0%A4%A')).toThrow('cannot be decoded');
});
