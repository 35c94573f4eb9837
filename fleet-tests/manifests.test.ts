import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { loadGateway, loadIdentity, loadServices } from '../fleet/src/topology';
import { manifestFiles } from '../manifests/files';
import { filesWithLists, notForPrograms } from '../manifests/lists';
import type { Service } from '../service-kit/src/service';
import { parseAllDocuments } from 'yaml';
import { readManifests } from './kubernetes/manifest-faults';

interface Compose {
  services: Record<string, { ports?: string[]; environment: Record<string, string> }>;
}

interface PolicySpec {
  podSelector: { matchLabels: Record<string, string> };
  ingress?: unknown[];
  egress?: { to?: { podSelector: { matchLabels: Record<string, string> } }[]; ports: { port: number }[] }[];
}

const read = (file: string) => readFileSync(path.resolve(__dirname, '..', file), 'utf8');

const services = loadServices();
const identity = loadIdentity();
const gateway = loadGateway();
const inProduction = [...services, gateway];
const everything = [...inProduction, identity];

it('puts another service into every list of them', () => {
  const laundry = { ...gateway, name: 'laundry-service', port: 3099, collections: ['laundry'] };
  const files = filesWithLists([...services, laundry], [...services, laundry, gateway], [...everything, laundry], read);
  const added = [...files].map(([file, text]) => [
    file,
    text.split('\n').filter((line) => !read(file).split('\n').includes(line)),
  ]);
  expect(Object.fromEntries(added)).toEqual({
    'k8s/overlays/production/kustomization.yaml': [
      '  - laundry.yaml',
      '  - { name: laundry-service, newName: registry.example.org/hospital/laundry-service, newTag: 0.1.0 }',
      '  - { name: laundry-service, type: kubernetes.io/basic-auth, envs: [secrets/laundry-service.env] }',
    ],
    'k8s/overlays/production/ingress.yaml': [
      '          - path: /laundry',
      '            backend: { service: { name: laundry-service, port: { name: http } } }',
    ],
    'tsconfig.json': ['    { "path": "laundry-service" },'],
    ...Object.fromEntries(
      [
        ['local', 'http://localhost:3099'],
        ['compose', 'http://localhost:3099'],
        ['minikube', 'http://{{minikubeIp}}:30099'],
      ].map(([name, url]) => [
        `postman/${name}.postman_environment.json`,
        ['      "key": "laundryUrl",', `      "value": "${url}",`],
      ]),
    ),
  });
});

it('deploys what the services define; after a change run npm run manifests', () => {
  const stale = [...manifestFiles(services, identity, gateway)]
    .filter(([file, text]) => read(file) !== text)
    .map(([file]) => file);
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
    variables: [{ name: 'LAUNDRY_KEY', description: undefined, default: undefined, isRequired: false, isSecret: true }],
  };
  const before = manifestFiles(services, identity, gateway);
  const files = manifestFiles([...services, laundry], identity, gateway);
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
  expect(files.get('docker-compose.yml')).toContain('AUTH_CLIENT_KEY: ${LAUNDRY_CLIENT_KEY:?');
  expect(files.get('k8s/laundry-service.yaml')).toContain('{ name: laundry-service, key: AUTH_CLIENT_KEY }');
  expect(files.get('k8s/overlays/production/keycloak-realm.json')).toContain('service-account-laundry-service');
});

it('has every service in the production overlay', () => {
  const overlay = read('k8s/overlays/production/kustomization.yaml');
  for (const { name } of inProduction) {
    expect(overlay).toContain(`- ${name.replace('-service', '')}.yaml`);
    expect(overlay).toContain(`{ name: ${name}, newName:`);
    expect(overlay).toContain(`secrets/${name}.env`);
  }
});

it('has an Ingress that leads each record to its service', () => {
  const [ingress] = readManifests('k8s/overlays/production/ingress.yaml') as object[];
  const paths = (ingress as IIngress | undefined)?.spec?.rules?.[0]?.http?.paths ?? [];
  const leads = new Map(paths.map(({ path, backend }) => [path, backend.service?.name]));
  for (const { name: service, collections } of services) {
    const records = collections.filter((record) => !notForPrograms.includes(record));
    expect(records).not.toEqual([]);
    for (const record of records) expect([record, leads.get(`/${record}`)]).toEqual([record, service]);
  }
});

it('has an Ingress that leads people, and what leads nowhere else, to the gateway', () => {
  const [ingress] = readManifests('k8s/overlays/production/ingress.yaml') as IIngress[];
  const overlay = read('k8s/overlays/production/kustomization.yaml');
  const [ofPrograms, ofPeople] = ingress?.spec?.rules ?? [];
  expect(overlay).toContain(`path: /data/PUBLIC_URL, value: 'https://${ofPeople?.host}'`);
  expect(ofPeople?.http?.paths).toMatchObject([{ path: '/', backend: { service: { name: 'gateway' } } }]);
  // not every controller has regard to the default backend of an Ingress that has rules
  expect(ofPrograms?.http?.paths.at(-1)).toMatchObject({ path: '/', backend: { service: { name: 'gateway' } } });
  expect(ingress?.spec?.defaultBackend).toMatchObject({ service: { name: 'gateway' } });
  expect(ingress?.spec?.tls?.[0]?.hosts).toContain(ofPeople?.host);
});

it('keeps no backup of sessions', () => {
  expect(read('k8s/overlays/production/gateway.yaml')).not.toContain('ScheduledBackup');
  expect(read('k8s/overlays/production/patient.yaml')).toContain('ScheduledBackup');
});

it('keeps inside what is not for everybody', () => {
  const ingress = read('k8s/overlays/production/ingress.yaml');
  for (const path of ['/ledger', '/metrics', '/docs']) expect(ingress).not.toContain(`path: ${path}`);
});

it('signs prescriptions by a key that can be set everywhere', () => {
  expect(read('make-env.sh')).toContain('add SIGNING_KEY ');
  expect(read('docker-compose.yml')).toContain('SIGNING_KEY: ${SIGNING_KEY:-}');
  expect(read('k8s/prescription-service.yaml')).toContain('key: SIGNING_KEY, optional: true');
  expect(read('k8s/overlays/production/make-secrets.sh')).toContain('SIGNING_KEY=');
});

describe('access in Compose', () => {
  const compose = parseAllDocuments(read('docker-compose.yml'), { merge: true })[0]?.toJS() as Compose;

  it('has the variables of access for every service, and a key for each that has one', () => {
    for (const { name, hasKey } of inProduction) {
      const environment = compose.services[name]?.environment ?? {};
      expect([name, Object.keys(environment).filter((variable) => variable.startsWith('AUTH_'))]).toEqual([
        name,
        ['AUTH_ISSUER', 'AUTH_METADATA_URL', 'AUTH_AUDIENCE', 'AUTH_ROLES_CLAIM'].concat(
          hasKey ? ['AUTH_CLIENT_KEY'] : [],
        ),
      ]);
    }
  });

  it('asks for each secret of identity, and says the words by which it starts', () => {
    const environment = compose.services['identity']?.environment ?? {};
    for (const secret of ['SAMPLE_STAFF_PASSWORD', 'SERVICE_PUBLIC_KEYS', 'INTEGRATION_CLIENT_SECRET'])
      expect(environment[secret]).toBe(`\${${secret}:?is missing; run ./make-env.sh first}`);
    expect(read('identity/src/service.ts')).toContain(`'${environment['IDENTITY_IN_PRODUCTION']}'`);
  });

  it('asks for the key of sessions, and has the services believe the gateway from where a request came', () => {
    expect(compose.services['gateway']?.environment['SESSION_KEY']).toBe(
      '${SESSION_KEY:?is missing; run ./make-env.sh first}',
    );
    for (const { name } of services)
      expect(compose.services[name]?.environment['TRUST_PROXY']).toBe('${TRUST_PROXY:-uniquelocal}');
    for (const name of ['gateway', 'identity'])
      expect(compose.services[name]?.environment['TRUST_PROXY']).toBe('${TRUST_PROXY:-}');
  });

  it('publishes every port to this machine only', () => {
    const published = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
    expect(published.sort()).toEqual(everything.map(({ port }) => `127.0.0.1:${port}:${port}`).sort());
  });
});

describe('network policies', () => {
  const policies = [...readManifests('k8s/network-policies.yaml'), ...readManifests('k8s/issuer.yaml')]
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map((policy) => ({ name: policy.metadata.name, spec: policy['spec'] as PolicySpec }));
  const leadTo = (app: string) =>
    policies.filter(({ spec }) =>
      spec.egress?.some(({ to }) => to?.some(({ podSelector }) => podSelector.matchLabels['app'] === app)),
    );

  it('let all services ask identity, and identity nobody but its database', () => {
    expect(leadTo('identity').map(({ name }) => name)).toEqual(['issuer']);
    expect(leadTo('identity')[0]?.spec).toEqual({
      podSelector: {
        matchLabels: { 'app.kubernetes.io/component': 'service', 'app.kubernetes.io/part-of': 'hospital-fleet' },
      },
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: { matchLabels: { app: 'identity' } } }], ports: [{ port: identity.port }] }],
    });
    const [own] = policies.filter(({ name }) => name === 'identity');
    expect(own?.spec.egress).toEqual([
      { to: [{ podSelector: { matchLabels: { app: 'identity-db' } } }], ports: [{ port: 5432 }] },
    ]);
  });

  it.each(everything.map(({ name, upstreams }) => [name, upstreams.map(({ service }) => service)] as const))(
    'let %s reach its database and whom it calls',
    (name, upstreams) => {
      const [policy] = policies.filter((one) => one.name === name);
      const reached = policy?.spec.egress?.flatMap(({ to = [] }) =>
        to.map(({ podSelector }) => podSelector.matchLabels['app']),
      );
      expect(reached).toEqual([`${name.replace('-service', '')}-db`, ...upstreams]);
    },
  );

  it('let monitoring alone reach the metrics', () => {
    for (const { name, port } of everything) {
      const [policy] = policies.filter((one) => one.name === name);
      expect(policy?.spec.ingress).toEqual([
        { ports: [{ port }] },
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
          ports: [{ port: port + 100 }],
        },
      ]);
      expect(read(`k8s/${name}.yaml`)).toContain(`{ name: management, containerPort: ${port + 100} }`);
      expect(read(`${name}/Dockerfile`)).toContain('MANAGEMENT_HOST=0.0.0.0');
    }
    expect(read('k8s/overlays/production/every-policy.yaml')).not.toContain('monitoring');
  });

  it('mark the pods of services, and identity otherwise', () => {
    for (const { name } of everything) {
      const [, , deployment] = readManifests(`k8s/${name}.yaml`);
      const { template } = deployment?.['spec'] as { template: { metadata: { labels: Record<string, string> } } };
      expect([name, template.metadata.labels['app.kubernetes.io/component']]).toEqual([
        name,
        name === 'identity' ? 'issuer' : 'service',
      ]);
    }
  });
});

it('believes the Ingress controller in production, and no proxy elsewhere', () => {
  expect(read('k8s/overlays/production/kustomization.yaml')).toContain('path: /data/TRUST_PROXY, value: uniquelocal');
  for (const { name } of everything) expect(read(`k8s/${name}.yaml`)).toContain("TRUST_PROXY: ''");
});

it('has no identity in what production builds on', () => {
  expect(read('k8s/overlays/base/services.yaml')).not.toContain('identity');
  expect(read('k8s/overlays/base/services.yaml')).not.toMatch(/AUTH_ISSUER: /);
});

it('has no provider of tokens in the images of services, and the roles in all of them', () => {
  for (const { name } of services) {
    expect(read(`${name}/Dockerfile`)).not.toContain('--workspace=identity');
    expect(read(`${name}/Dockerfile`)).toContain('COPY --from=build /app/access/dist /app/access/dist');
  }
  expect(read('identity/Dockerfile')).toContain('USER node');
});

it('has every service behind the gateway', () => {
  expect(gateway.upstreams.map(({ service }) => service)).toEqual(services.map(({ name }) => name));
});

it('has nothing of the services in the image of the gateway', () => {
  const [, build = ''] = read('gateway/Dockerfile').split('AS production');
  for (const { name } of services) expect(build).not.toContain(name);
});
