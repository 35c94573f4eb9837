import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { loadServices } from '../fleet/src/topology';
import { manifestFiles } from '../manifests/files';
import type { Service } from '../service-kit/src/service';
import { readManifests } from './kubernetes/manifest-faults';

const read = (file: string) => readFileSync(path.resolve(__dirname, '..', file), 'utf8');

const services = loadServices();

it('deploys what the services define; after a change run npm run manifests', () => {
  const stale = [...manifestFiles(services)].filter(([file, text]) => read(file) !== text).map(([file]) => file);
  expect(stale).toEqual([]);
});

it('gives a new service all of its files, and a place in those of all', () => {
  const [first] = services;
  if (!first) throw new Error('there are no services');
  const laundry: Service = {
    ...first,
    name: 'laundry-service',
    port: 3099,
    database: { name: 'hms_laundry', role: 'hms_laundry', sharedSchema: [] },
    upstreams: [{ variable: 'PATIENT_SERVICE_URL', service: 'patient-service', isRequired: true, isReferredTo: true }],
    variables: [{ name: 'LAUNDRY_KEY', description: undefined, default: undefined, isSecret: true }],
  };
  const before = manifestFiles(services);
  const files = manifestFiles([...services, laundry]);
  expect([...files.keys()].filter((file) => !before.has(file))).toEqual([
    'laundry-service/Dockerfile',
    'laundry-service/.env.example',
    'k8s/laundry-service.yaml',
    'k8s/laundry-db.yaml',
    'k8s/overlays/production/laundry.yaml',
  ]);
  expect(files.get('docker-compose.yml')).toContain("ports: ['127.0.0.1:3099:3099']");
  expect(files.get('docker-compose.yml')).toContain('LAUNDRY_DB_PASSWORD');
  expect(files.get('k8s/laundry-service.yaml')).toContain('port: 3099, targetPort: http, nodePort: 30099');
  expect(files.get('k8s/laundry-service.yaml')).toContain('PATIENT_SERVICE_URL: http://patient-service:3004');
  expect(files.get('k8s/laundry-service.yaml')).toContain('key: LAUNDRY_KEY, optional: true');
  expect(files.get('k8s/network-policies.yaml')).toContain('matchLabels: { app: laundry-db }');
  expect(files.get('k8s/secrets.yaml')).toContain('development-only-laundry-service');
});

it('has every service in the production overlay', () => {
  const overlay = read('k8s/overlays/production/kustomization.yaml');
  for (const { name } of services) {
    expect(overlay).toContain(`- ${name.replace('-service', '')}.yaml`);
    expect(overlay).toContain(`{ name: ${name}, newName:`);
    expect(overlay).toContain(`secrets/${name}.env`);
  }
});

it('has an Ingress that leads each record to its service', () => {
  const [ingress] = readManifests('k8s/overlays/production/ingress.yaml') as object[];
  const paths = (ingress as IIngress | undefined)?.spec?.rules?.[0]?.http?.paths ?? [];
  const leads = new Map(paths.map(({ path, backend }) => [path, backend.service?.name]));
  for (const { name: service } of services) {
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
