import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const src = path.join(__dirname, '../src');

/** From what a service is made of down to plain values: a file imports from its own layer and from those below it. */
const layers = [
  ['run-service', 'service', 'service-definition'],
  [
    'http',
    'error-response',
    'health',
    'app-server',
    'management',
    'docs',
    'openapi',
    'openapi-responses',
    'openapi-schema',
  ],
  [
    'input',
    'serve-operations',
    'route-map',
    'incoming',
    'send',
    'audited-request',
    'patients-of-request',
    'veil',
    'audit-routes',
    'audit-schemas',
    'pending',
    'pending-routes',
    'operation',
    'grants',
    'event-routes',
    'event-streams',
    'narrow',
  ],
  [
    'records',
    'read-together',
    'changes',
    'history',
    'paging',
    'merge-patch',
    'audit',
    'restrictions',
    'idempotency',
    'jobs',
    'worker',
    'crash-point',
    'config',
    'time-zone',
  ],
  [
    'database',
    'transaction',
    'database-connection',
    'database-errors',
    'migrations',
    'overload',
    'upstreams',
    'upstream',
  ],
  ['issuer', 'tokens', 'scopes', 'own-token', 'cors', 'proxy', 'limits'],
  ['validation', 'schema', 'phone', 'approval', 'money', 'currencies', 'text'],
  ['access', 'problem', 'response', 'logger', 'metrics', 'request-context', 'caller'],
];

const files = readdirSync(src).map((file) => file.replace(/\.ts$/, ''));
const read = (file: string) => readFileSync(path.join(src, `${file}.ts`), 'utf8');
const importsOf = (file: string) => [...read(file).matchAll(/from '\.\/([\w-]+)'/g)].map(([, name = '']) => name);

it('has each of its files in one layer, and in the README', () => {
  expect(layers.flat().sort()).toEqual([...files].sort());
  const readme = readFileSync(path.join(__dirname, '../README.md'), 'utf8');
  expect(files.filter((file) => !readme.includes(`\`${file}.ts\``))).toEqual([]);
});

it('imports nothing from a layer above', () => {
  const layerOf = (file: string) => layers.findIndex((layer) => layer.includes(file));
  const upwards = files.flatMap((file) =>
    importsOf(file)
      .filter((other) => layerOf(other) < layerOf(file))
      .map((other) => `${file} imports ${other}`),
  );
  expect(upwards).toEqual([]);
});

it('has no circle of imports', () => {
  const circles: string[] = [];
  const visit = (file: string, way: string[]): void => {
    if (way.includes(file)) circles.push([...way, file].join(' > '));
    else for (const other of importsOf(file)) visit(other, [...way, file]);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

it('has no file of more than 200 lines', () => {
  const long = files.filter((file) => read(file).split('\n').length > 201);
  expect(long).toEqual([]);
});
