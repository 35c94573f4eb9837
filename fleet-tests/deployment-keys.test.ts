import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadGateway, loadServices } from '../fleet/src/topology';
import { findFaults, parseManifests, root } from './kubernetes/manifest-faults';

const callers = [...loadServices(), loadGateway()].filter(({ hasKey }) => hasKey);

// a copy of what the scripts read, so that a developer's own .env neither helps nor changes
const copy = mkdtempSync(path.join(tmpdir(), 'keys-'));
const envFile = path.join(copy, '.env');
beforeEach(() => {
  rmSync(copy, { recursive: true });
  mkdirSync(copy);
  for (const file of ['make-env.sh', 'docker-compose.yml']) cpSync(path.join(root, file), path.join(copy, file));
  cpSync(path.join(root, 'k8s'), path.join(copy, 'k8s'), {
    recursive: true,
    filter: (source) => path.basename(source) !== 'secrets.yaml',
  });
});
afterAll(() => rmSync(copy, { recursive: true }));

const makeEnv = () => execFileSync('bash', [path.join(copy, 'make-env.sh')], { encoding: 'utf8' });
const readEnv = () => new Map(readFileSync(envFile, 'utf8').trim().split('\n').map(split));
const makeSecrets = () => spawnSync('bash', [path.join(copy, 'k8s/make-secrets.sh')], { encoding: 'utf8' });

function split(line: string): [string, string] {
  const [name = '', ...value] = line.split('=');
  return [name, value.join('=')];
}

function publicHalf(privateKey: string): string {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  expect(key.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
}

const keyOf = (name: string) => `${name.replace('-service', '').toUpperCase()}_CLIENT_KEY`;
const withoutLine = (name: string) =>
  writeFileSync(envFile, readFileSync(envFile, 'utf8').replace(new RegExp(`^${name}=.*\n`, 'm'), ''));

it('make-env.sh makes all that docker-compose does not start without, for its user alone', () => {
  expect(makeEnv()).toContain('.env is written');
  const env = readEnv();
  const compose = readFileSync(path.join(root, 'docker-compose.yml'), 'utf8');
  const required = [...compose.matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name = '']) => name);
  expect(required.filter((name) => !env.get(name))).toEqual([]);
  expect(statSync(envFile).mode & 0o777).toBe(0o600);
  expect(new Set(env.values()).size).toBe(env.size);
});

it('make-env.sh gives identity the public half of each key that a service calls by', () => {
  makeEnv();
  const env = readEnv();
  expect(env.get('SERVICE_PUBLIC_KEYS')?.split(',').sort()).toEqual(
    callers.map(({ name }) => `${name}=${publicHalf(env.get(keyOf(name)) ?? '')}`).sort(),
  );
});

it('make-env.sh adds what an older .env does not have, says what, and leaves the rest', () => {
  writeFileSync(envFile, 'PATIENT_DB_PASSWORD=as it was\nSIGNING_KEY=as it was, too');
  const said = makeEnv();
  expect(said).toContain('What was missing is added, the rest stays:');
  for (const name of ['IDENTITY_DB_PASSWORD', 'PATIENT_CLIENT_KEY', 'SAMPLE_STAFF_PASSWORD', 'SERVICE_PUBLIC_KEYS'])
    expect(said).toContain(name);
  expect(said).not.toContain('PATIENT_DB_PASSWORD');
  expect(readEnv().get('PATIENT_DB_PASSWORD')).toBe('as it was');
  expect(readEnv().get('SIGNING_KEY')).toBe('as it was, too');
  const before = readFileSync(envFile, 'utf8');
  expect(makeEnv()).toContain('nothing was changed');
  expect(readFileSync(envFile, 'utf8')).toBe(before);
});

it('make-env.sh makes a new key where one was taken out, and identity takes both', () => {
  makeEnv();
  const before = readEnv();
  withoutLine('PATIENT_CLIENT_KEY');
  makeEnv();
  const after = readEnv();
  expect(after.get('PATIENT_CLIENT_KEY')).not.toBe(before.get('PATIENT_CLIENT_KEY'));
  const keys = after.get('SERVICE_PUBLIC_KEYS')?.split(',') ?? [];
  for (const env of [before, after])
    expect(keys).toContain(`patient-service=${publicHalf(env.get('PATIENT_CLIENT_KEY') ?? '')}`);
  expect(keys).toHaveLength(callers.length + 1);
});

it('k8s/make-secrets.sh has every secret that a container asks for, from .env', async () => {
  makeEnv();
  expect(makeSecrets()).toMatchObject({ status: 0, stderr: '' });
  const file = path.join(copy, 'k8s/secrets.yaml');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const secrets = parseManifests(readFileSync(file, 'utf8'));
  expect(await findFaults(secrets)).toEqual([]);
  const made = secrets.flatMap(({ metadata, stringData }) =>
    Object.entries(stringData as Record<string, string>).map(([key, value]) => [`${metadata.name} ${key}`, value]),
  );
  const asked = execFileSync('sh', ['-c', 'cat k8s/*.yaml'], { cwd: root, encoding: 'utf8' });
  const required = [...asked.matchAll(/secretKeyRef: \{ name: ([\w-]+), key: (\w+) \}/g)].map(
    ([, name, key]) => `${name} ${key}`,
  );
  const values = new Map(made.map(([name = '', value = '']) => [name, value]));
  expect([...new Set(required)].filter((name) => !values.get(name))).toEqual([]);
  const env = readEnv();
  expect(values.get('patient-service DB_PASSWORD')).toBe(env.get('PATIENT_DB_PASSWORD'));
  expect(values.get('patient-db POSTGRES_PASSWORD')).toBe(env.get('PATIENT_DB_SUPERUSER_PASSWORD'));
  expect(values.get('patient-service AUTH_CLIENT_KEY')).toBe(env.get('PATIENT_CLIENT_KEY'));
  expect(values.get('prescription-service SIGNING_KEY')).toBe(env.get('SIGNING_KEY'));
  expect(env.get('SIGNING_KEY')).toMatch(/^[\w+/]{43}=$/);
  expect(values.get('gateway SESSION_KEY')).toBe(env.get('SESSION_KEY'));
  expect(env.get('SESSION_KEY')).toMatch(/^[\w-]{32}$/);
  expect(values.get('identity SERVICE_PUBLIC_KEYS')).toBe(env.get('SERVICE_PUBLIC_KEYS'));
});

it('k8s/make-secrets.sh says which line is missing, and what adds it', () => {
  expect(makeSecrets()).toMatchObject({ status: 1, stderr: expect.stringContaining('run ./make-env.sh') });
  makeEnv();
  withoutLine('PATIENT_CLIENT_KEY');
  expect(makeSecrets()).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('PATIENT_CLIENT_KEY is missing in .env; run ./make-env.sh'),
  });
});

it('has no secret in git', () => {
  const kept = execFileSync('git', ['ls-files', 'k8s', '.env'], { cwd: root, encoding: 'utf8' }).split('\n');
  expect(kept.filter((file) => /secrets\.yaml$|secrets\/|\.env$/.test(file))).toEqual([]);
  const manifests = execFileSync('sh', ['-c', 'cat $(git ls-files "k8s/*.yaml" "k8s/*.json")'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(manifests).not.toMatch(/MIGHAgEA|kind: Secret\n|PRIVATE KEY/);
});
