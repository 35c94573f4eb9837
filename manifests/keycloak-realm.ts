import { roles } from '../access/src/roles';
import type { Service } from '../service-kit/src/service';

/** The realm to import into Keycloak, as JSON: the fleet's roles, its services as clients, and two clients for people. */
export function keycloakRealm(services: Service[], gateway: Service): string {
  const callers = services.filter(({ hasKey }) => hasKey).map(({ name }) => name);
  const realm = {
    realm: 'hospital',
    displayName: 'Hospital',
    enabled: true,
    sslRequired: 'external',
    registrationAllowed: false,
    bruteForceProtected: true,
    accessTokenLifespan: 900,
    // of a client without a secret, a refresh token is good for once (RFC 9700, section 4.14)
    revokeRefreshToken: true,
    refreshTokenMaxReuse: 0,
    roles: { realm: Object.entries(roles).map(([name, description]) => ({ name, description })) },
    clients: [...callers.map(serviceClient), peopleClient(), gatewayClient(gateway.name)],
    users: callers.map((name) => ({
      username: `service-account-${name}`,
      enabled: true,
      serviceAccountClientId: name,
      realmRoles: ['service'],
    })),
    components: {
      'org.keycloak.userprofile.UserProfileProvider': [
        {
          providerId: 'declarative-user-profile',
          config: { 'kc.user.profile.config': [JSON.stringify(userProfile)] },
        },
      ],
    },
  };
  return `${JSON.stringify(realm, null, 2)}\n`;
}

/** Gets tokens for itself, by the private key whose public half make-secrets.sh puts in. */
function serviceClient(clientId: string) {
  return {
    ...client(clientId),
    publicClient: false,
    standardFlowEnabled: false,
    serviceAccountsEnabled: true,
    clientAuthenticatorType: 'client-jwt',
    attributes: {
      ...headerOfAccessTokens,
      ...byKeyOf(clientId),
    },
    protocolMappers: [audience],
  };
}

/** By which people sign in: code with PKCE. */
function peopleClient() {
  return {
    ...client('hospital'),
    name: 'Hospital',
    publicClient: true,
    standardFlowEnabled: true,
    serviceAccountsEnabled: false,
    redirectUris: ['https://hospital.example.org/callback'],
    webOrigins: [],
    attributes: {
      ...headerOfAccessTokens,
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': 'https://hospital.example.org/',
    },
    protocolMappers: ofPeople,
  };
}

/** By which people sign in at the gateway: code with PKCE, and the private key whose public half make-secrets.sh puts in. */
function gatewayClient(clientId: string) {
  return {
    ...client(clientId),
    name: 'Front desk',
    publicClient: false,
    standardFlowEnabled: true,
    serviceAccountsEnabled: false,
    clientAuthenticatorType: 'client-jwt',
    redirectUris: [`${desk}/signed-in`],
    webOrigins: [],
    attributes: {
      ...headerOfAccessTokens,
      ...byKeyOf(clientId),
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': `${desk}/`,
    },
    protocolMappers: ofPeople,
  };
}

/** Where production opens the gateway: its PUBLIC_URL. */
const desk = 'https://desk.hospital.example.org';

const client = (clientId: string) => ({
  clientId,
  enabled: true,
  protocol: 'openid-connect',
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  // `sub` and `realm_access.roles`; Keycloak makes these scopes itself where a realm has none
  defaultClientScopes: ['basic', 'roles'],
  optionalClientScopes: [],
});

/** `typ: at+jwt` (RFC 9068), in Keycloak 26 and later. */
const headerOfAccessTokens = { 'access.token.header.type.rfc9068': 'true' };

const audience = mapper('audience', 'oidc-audience-mapper', { 'included.custom.audience': 'hospital' });

const ofPeople = [
  audience,
  mapper('name', 'oidc-full-name-mapper', {}),
  attribute('patient_id'),
  attribute('doctor_id'),
];

function byKeyOf(clientId: string) {
  return {
    'token.endpoint.auth.signing.alg': 'ES256',
    'use.jwks.string': 'true',
    'jwks.string': `@${clientId}@`,
  };
}

function attribute(name: string) {
  return mapper(name, 'oidc-usermodel-attribute-mapper', {
    'user.attribute': name,
    'claim.name': name,
    'jsonType.label': 'String',
  });
}

function mapper(name: string, protocolMapper: string, config: Record<string, string>) {
  return {
    name,
    protocol: 'openid-connect',
    protocolMapper,
    config: { ...config, 'access.token.claim': 'true', 'id.token.claim': 'false', 'userinfo.token.claim': 'false' },
  };
}

/** Whose records a person sees is for an administrator to say: what a profile does not name, everybody may change in their own. */
const userProfile = {
  attributes: [
    profileAttribute('username', ['admin']),
    profileAttribute('email', ['admin', 'user'], { email: {} }),
    profileAttribute('firstName', ['admin']),
    profileAttribute('lastName', ['admin']),
    ...['patient_id', 'doctor_id'].map((name) =>
      profileAttribute(name, ['admin'], { pattern: { pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' } }),
    ),
  ],
};

function profileAttribute(name: string, edit: string[], validations: Record<string, object> = {}) {
  return {
    name,
    permissions: { view: ['admin', 'user'], edit },
    validations: { ...validations, length: { max: 255 } },
  };
}
