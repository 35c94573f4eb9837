import { createPrivateKey, createPublicKey } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { roles } from '../access/src/roles';
import { loadServices } from '../fleet/src/topology';

interface Mapper {
  protocolMapper: string;
  config: Record<string, string>;
}

interface Client {
  clientId: string;
  publicClient: boolean;
  standardFlowEnabled: boolean;
  implicitFlowEnabled: boolean;
  directAccessGrantsEnabled: boolean;
  serviceAccountsEnabled: boolean;
  clientAuthenticatorType?: string;
  redirectUris?: string[];
  attributes: Record<string, string>;
  protocolMappers: Mapper[];
  defaultClientScopes: string[];
}

interface Realm {
  roles: { realm: { name: string }[] };
  clients: Client[];
  users: { serviceAccountClientId: string; realmRoles: string[] }[];
  accessTokenLifespan: number;
  registrationAllowed: boolean;
  components: Record<string, { config: Record<string, string[]> }[]>;
}

const production = path.resolve(__dirname, '../k8s/overlays/production');
const readRealm = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Realm;
const realm = readRealm(path.join(production, 'keycloak-realm.json'));
const callers = loadServices().filter(({ hasKey }) => hasKey);
const ofGateway = realm.clients.filter(({ clientId }) => clientId === 'gateway');
const ofServices = realm.clients.filter((client) => !client.publicClient && !ofGateway.includes(client));
const ofPeople = realm.clients.filter(({ publicClient }) => publicClient);

/** The claims of an access token that a client's own mappers make. */
const claimsOf = ({ protocolMappers }: Client) =>
  protocolMappers
    .filter(({ config }) => config['access.token.claim'] === 'true')
    .map(({ protocolMapper, config }) => config['claim.name'] ?? config['included.custom.audience'] ?? protocolMapper);

it('has the roles of the fleet, and no others', () => {
  expect(realm.roles.realm.map(({ name }) => name).sort()).toEqual(Object.keys(roles).sort());
});

it('has a client for each service that calls others, which gets tokens by its key alone', () => {
  expect(ofServices.map(({ clientId }) => clientId).sort()).toEqual(callers.map(({ name }) => name).sort());
  for (const client of ofServices) {
    expect(client).toMatchObject({
      serviceAccountsEnabled: true,
      standardFlowEnabled: false,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      clientAuthenticatorType: 'client-jwt',
      attributes: { 'token.endpoint.auth.signing.alg': 'ES256', 'use.jwks.string': 'true' },
    });
    expect(client).not.toHaveProperty('secret');
  }
});

it('gives each of them the role service, and no other', () => {
  expect(realm.users.map(({ serviceAccountClientId }) => serviceAccountClientId).sort()).toEqual(
    callers.map(({ name }) => name).sort(),
  );
  for (const { realmRoles } of realm.users) expect(realmRoles).toEqual(['service']);
});

it('lets people sign in by code with PKCE, and in no other way', () => {
  expect(ofPeople).toHaveLength(1);
  expect(ofPeople[0]).toMatchObject({
    standardFlowEnabled: true,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    attributes: { 'pkce.code.challenge.method': 'S256' },
  });
  for (const uri of ofPeople[0]?.redirectUris ?? ['*']) expect(uri).toMatch(/^https:\/\/[^*]+$/);
  expect(realm.registrationAllowed).toBe(false);
});

it('lets people sign in at the gateway by code with PKCE, which has a key and no token of its own', () => {
  expect(ofGateway).toHaveLength(1);
  expect(ofGateway[0]).toMatchObject({
    publicClient: false,
    standardFlowEnabled: true,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    clientAuthenticatorType: 'client-jwt',
    attributes: {
      'pkce.code.challenge.method': 'S256',
      'token.endpoint.auth.signing.alg': 'ES256',
      'jwks.string': '@gateway@',
    },
  });
  const overlay = readFileSync(path.join(production, 'kustomization.yaml'), 'utf8');
  const [, publicUrl] = /PUBLIC_URL, value: '([^']+)'/.exec(overlay) ?? [];
  expect(ofGateway[0]?.redirectUris).toEqual([`${publicUrl}/signed-in`]);
  expect(ofGateway[0]?.attributes['post.logout.redirect.uris']).toBe(`${publicUrl}/`);
  expect(ofGateway.map(claimsOf)).toEqual(ofPeople.map(claimsOf));
});

it('makes tokens that the services take: audience, roles where production looks for them, header and claims', () => {
  const makeSecrets = readFileSync(path.join(production, 'make-secrets.sh'), 'utf8');
  // the scope `roles` of Keycloak puts them there
  expect(makeSecrets).toContain('AUTH_ROLES_CLAIM:-realm_access.roles');
  expect(makeSecrets).toContain('AUTH_AUDIENCE=hospital');
  for (const client of realm.clients) {
    expect(client.defaultClientScopes).toEqual(['basic', 'roles']);
    expect(claimsOf(client)).toContain('hospital');
    expect(client.attributes['access.token.header.type.rfc9068']).toBe('true');
  }
  // a realm with scopes of its own would not get those of Keycloak
  expect(realm).not.toHaveProperty('clientScopes');
  expect(ofPeople.flatMap(claimsOf)).toEqual(['hospital', 'oidc-full-name-mapper', 'patient_id', 'doctor_id']);
  expect(realm.accessTokenLifespan).toBe(15 * 60);
});

it('lets an administrator alone say whose records a person sees', () => {
  const [profile] = realm.components['org.keycloak.userprofile.UserProfileProvider'] ?? [];
  const { attributes, unmanagedAttributePolicy } = JSON.parse(profile?.config['kc.user.profile.config']?.[0] ?? '') as {
    attributes: { name: string; permissions: { edit: string[] } }[];
    unmanagedAttributePolicy?: string;
  };
  for (const name of ['patient_id', 'doctor_id', 'firstName', 'lastName'])
    expect(attributes.find((attribute) => attribute.name === name)?.permissions.edit).toEqual(['admin']);
  expect(unmanagedAttributePolicy).toBeUndefined();
});

it('gets the public keys of the services, and no private one, from make-secrets.sh', () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'realm-'));
  cpSync(path.dirname(production), copy, {
    recursive: true,
    filter: (source) => path.basename(source) !== 'secrets',
  });
  execFileSync('bash', [path.join(copy, 'production/make-secrets.sh')], {
    env: { ...process.env, AUTH_ISSUER: 'https://k.test', BACKUP_ACCESS_KEY_ID: 'id', BACKUP_SECRET_ACCESS_KEY: 'key' },
  });
  const secrets = path.join(copy, 'production/secrets');
  for (const { clientId, attributes } of readRealm(path.join(secrets, 'keycloak-realm.json')).clients) {
    if (clientId === 'hospital') continue;
    const [, privateKey = ''] =
      /^AUTH_CLIENT_KEY=(.+)$/m.exec(readFileSync(path.join(secrets, `${clientId}.env`), 'utf8')) ?? [];
    const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
    expect(JSON.parse(attributes['jwks.string'] ?? '')).toEqual({
      keys: [
        {
          ...createPublicKey(key).export({ format: 'jwk' }),
          alg: 'ES256',
          use: 'sig',
          kid: expect.stringMatching(/^[\w-]{43}$/) as unknown,
        },
      ],
    });
  }
  rmSync(copy, { recursive: true });
});
