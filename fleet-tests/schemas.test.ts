import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { services } from '../fleet/src/topology';
import { findFaults, parseManifests, readManifests, root, type Manifest } from './kubernetes/manifest-faults';

jest.setTimeout(60_000);

// without the secrets that a developer has made
const files = readdirSync(path.join(root, 'k8s')).filter((file) => file.endsWith('.yaml') && file !== 'secrets.yaml');
const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
const withKubectl = hasKubectl ? it : it.skip;
if (!hasKubectl)
  console.warn('NOT RUN: the overlays are neither built nor checked, because kubectl is not on the PATH');

// a copy, so that a developer's own secrets neither help nor change
const overlays = mkdtempSync(path.join(tmpdir(), 'overlays-'));
cpSync(path.join(root, 'k8s/overlays'), overlays, {
  recursive: true,
  filter: (source) => path.basename(source) !== 'secrets',
});
afterAll(() => rmSync(overlays, { recursive: true }));

const build = (name: string) => {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', path.join(overlays, name)], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};
const makeSecrets = () =>
  spawnSync('bash', [path.join(overlays, 'production/make-secrets.sh')], {
    env: {
      ...process.env,
      AUTH_ISSUER: 'https://login.example.org/realms/hospital',
      BACKUP_ACCESS_KEY_ID: 'id',
      BACKUP_SECRET_ACCESS_KEY: 'key',
    },
    encoding: 'utf8',
  });

/** Long values are broken into lines by kustomize, which Kubernetes takes and the models do not. */
const parseBuilt = (text: string) =>
  parseManifests(text).map((manifest) =>
    manifest.kind === 'Secret' ? { ...manifest, data: withoutBreaks(manifest['data'] as object) } : manifest,
  );
const withoutBreaks = (data: object) =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value).replaceAll('\n', '')]));

const changed = (manifest: Manifest | undefined, change: object): Manifest => {
  if (!manifest) throw new Error('there is no such manifest');
  return { ...manifest, ...change };
};

/** Each kind once with a field that it does not have, beside the ones that it has. */
const withUnknownField = (manifests: Manifest[]): Manifest[] =>
  [...new Map(manifests.map((manifest) => [manifest.kind, manifest])).values()].map((manifest) =>
    typeof manifest['spec'] === 'object'
      ? changed(manifest, { spec: { ...manifest['spec'], nosuch: 1 } })
      : changed(manifest, { nosuch: 1 }),
  );

it('has no fault in what kubectl apply -f k8s/ sends', async () => {
  const manifests = files.flatMap((file) => readManifests(`k8s/${file}`));
  // for each service, identity and the gateway: ConfigMap, Service, Deployment, the three of its database, two policies
  expect(manifests).toHaveLength(3 + 8 * (services.length + 2) + 2);
  expect(await findFaults(manifests)).toEqual([]);
});

it('finds a field that is misspelt, missing or of another type, and a value that means nothing', async () => {
  const [configMap, service, deployment] = readManifests('k8s/patient-service.yaml');
  const text = (change: (json: string) => string) => JSON.parse(change(JSON.stringify(deployment))) as Manifest;
  const faults = await findFaults([
    text((json) => json.replace('imagePullPolicy', 'imagePulPolicy')),
    text((json) => json.replace('"replicas":2', '"replicas":"2"')),
    text((json) => json.replace(/"selector":\{.*?\}\},/, '')),
    text((json) => json.replace('"20m"', '"20mm"')),
    changed(service, { spec: { ...(service?.['spec'] as object), type: 'NodePorts' } }),
    changed(configMap, { data: { PORT: 1 } }),
  ]);
  const all = faults.join('\n');
  for (const fault of [
    `'"imagePulPolicy"' does not exist in type 'IContainer'`,
    'spec/replicas must be integer',
    'spec must have required property selector',
    'requests/cpu must match format "quantity"',
    'spec/type must be equal to one of the allowed values',
    'data/PORT must be string',
  ])
    expect(all).toContain(fault);
});

withKubectl('builds no production without the secrets of its user, and names the file that is missing', () => {
  rmSync(path.join(overlays, 'production/secrets'), { recursive: true, force: true });
  expect(build('production')).toMatchObject({ status: 1, stdout: '' });
  expect(build('production').stderr).toMatch(/\[secrets\/[a-z-]+\.env\]/);
  expect(makeSecrets().status).toBe(0);
  rmSync(path.join(overlays, 'production/secrets/appointment-service.env'));
  expect(build('production')).toMatchObject({ status: 1, stdout: '' });
  expect(build('production').stderr).toContain('secrets/appointment-service.env');
  makeSecrets();
  expect(build('production')).toMatchObject({ status: 0, stderr: '' });
  expect(makeSecrets().stdout.match(/stays$/gm)).toHaveLength(services.length + 3);
});

withKubectl('builds no production without an issuer of tokens', () => {
  makeSecrets();
  rmSync(path.join(overlays, 'production/secrets/issuer.env'));
  expect(build('production')).toMatchObject({ status: 1, stdout: '' });
  expect(build('production').stderr).toContain('secrets/issuer.env');
});

withKubectl(
  'has no fault in what production is built to, and finds an unknown field in each of its kinds',
  async () => {
    makeSecrets();
    const manifests = parseBuilt(build('production').stdout);
    const broken = withUnknownField(manifests);
    expect(broken.map(({ kind }) => kind).sort()).toEqual(
      ['Cluster', 'ConfigMap', 'Deployment', 'HorizontalPodAutoscaler', 'Ingress', 'Namespace', 'NetworkPolicy']
        .concat(['ObjectStore', 'PodDisruptionBudget', 'Pooler', 'ScheduledBackup', 'Secret', 'Service'])
        .sort(),
    );
    // all at once: only the broken ones are found, each by its unknown field
    const faults = await findFaults([...manifests, ...broken]);
    expect(faults).toHaveLength(broken.length);
    broken.forEach(({ kind }, i) => expect(faults[i]).toMatch(new RegExp(`^${kind} .*"nosuch"' does not exist`)));
  },
);

withKubectl('builds a production of its own namespace, with nothing of development in it', () => {
  makeSecrets();
  const manifests = parseManifests(build('production').stdout);
  const text = JSON.stringify(manifests);
  for (const word of [
    'development-only',
    'NodePort',
    'nodePort',
    ':latest',
    'POSTGRES_PASSWORD',
    'identity',
    'SAMPLE_STAFF',
  ])
    expect(text).not.toContain(word);
  const elsewhere = manifests.filter(({ kind, metadata }) => kind !== 'Namespace' && !('namespace' in metadata));
  expect(elsewhere).toEqual([]);
  const count = (kind: string) => manifests.filter((manifest) => manifest.kind === kind).length;
  // the gateway has one, too
  expect(count('Cluster')).toBe(services.length + 1);
  expect(count('Pooler')).toBe(services.length + 1);
  expect(count('HorizontalPodAutoscaler')).toBe(services.length + 1);
  // whose sessions are not backed up
  expect(count('ScheduledBackup')).toBe(services.length);
  const archiving = manifests.filter(({ kind, spec }) => kind === 'Cluster' && 'plugins' in (spec as object));
  expect(archiving).toHaveLength(services.length);
});
