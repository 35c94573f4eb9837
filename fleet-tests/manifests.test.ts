import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { readManifests } from './kubernetes/manifest-faults';

const read = (file: string) => readFileSync(path.resolve(__dirname, '..', file), 'utf8');

it('gives the databases on Kubernetes the same script as everywhere', () => {
  const manifest = read('k8s/db-init.yaml');
  const [, block = ''] = manifest.split('create-service-role.sh: |\n');
  expect(block.replace(/^ {4}/gm, '')).toBe(read('db-init/create-service-role.sh'));
});

it('has overlays that build on the services as they are; after a change run k8s/overlays/base/make.sh', () => {
  const services = Object.keys(numbers).map((name) => `k8s/${name}-service.yaml`);
  const parts = [...services, 'k8s/network-policies.yaml'].map((file) => `---\n${read(file)}`);
  expect(read('k8s/overlays/base/services.yaml').split('\n').slice(1).join('\n')).toBe(parts.join(''));
});

it('has an Ingress that leads each record to its service', () => {
  const [ingress] = readManifests('k8s/overlays/production/ingress.yaml') as object[];
  const paths = (ingress as IIngress | undefined)?.spec?.rules?.[0]?.http?.paths ?? [];
  const leads = new Map(paths.map(({ path, backend }) => [path, backend.service?.name]));
  for (const service of Object.keys(numbers).map((name) => `${name}-service`)) {
    const records = [...read(`${service}/src/routes.ts`).matchAll(/path: '(\/[a-z-]+)/g)].map(
      ([, record = '']) => record,
    );
    expect(records).not.toEqual([]);
    for (const record of records) expect([record, leads.get(record)]).toEqual([record, service]);
  }
  expect(leads.get('/balances')).toBe('billing-service');
});

it('keeps inside what is not for everybody', () => {
  const ingress = read('k8s/overlays/production/ingress.yaml');
  for (const path of ['/ledger', '/metrics', '/docs']) expect(ingress).not.toContain(`path: ${path}`);
});

it('signs prescriptions by a key that can be set everywhere', () => {
  expect(read('make-env.sh')).toContain('SIGNING_KEY=');
  expect(read('docker-compose.yml')).toContain('SIGNING_KEY: ${SIGNING_KEY:-}');
  expect(read('k8s/prescription-service.yaml')).toContain('key: SIGNING_KEY, optional: true');
  expect(read('k8s/overlays/production/make-secrets.sh')).toContain('SIGNING_KEY=');
});

const numbers = { appointment: 1, billing: 2, doctor: 3, patient: 4, payment: 5, prescription: 6 };

it.each(Object.entries(numbers))('gives %s-service the same ports everywhere', (name, number) => {
  expect(read('docker-compose.yml')).toContain(`'127.0.0.1:${3000 + number}:${3000 + number}'`);
  expect(read(`${name}-service/Dockerfile`)).toContain(`EXPOSE ${3000 + number}`);
  expect(read(`k8s/${name}-service.yaml`)).toContain(
    `port: ${3000 + number}, targetPort: http, nodePort: ${30000 + number}`,
  );
});

it('has six Dockerfiles that differ in names and ports only', () => {
  const plain = Object.entries(numbers).map(([name, number]) => {
    const [head = '', tail = ''] = read(`${name}-service/Dockerfile`).split(/^FROM manifests AS production$/m);
    return (
      head.split('\n').slice(3).join('\n') +
      tail.replaceAll(`${name}-service`, 'NAME').replaceAll(String(3000 + number), 'PORT')
    );
  });
  expect(new Set(plain).size).toBe(1);
});
