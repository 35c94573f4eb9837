import type { Database } from '@hms/service-kit/database';
import type Provider from 'oidc-provider';
import type { ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { adapterOn } from './adapter';
import type { Attempts } from './attempts';
import { clientsOf, clientWithSecret, personOfClient, roleOfClient, secretOf, type ClientSettings } from './clients';
import { claimsOf, fhirUserOf, findPerson } from './people';
import { errorPage, signingOutPage, signingOutSource, signOutPage, signedOutPage } from './provider-pages';
import type { SigningKey } from './signing-keys';
import { asksForSmart, smartScopes } from './smart';
import { launchesOn, speakSmart } from './smart-launch';

export interface ProviderSettings extends ClientSettings {
  /** The public URL of this process. */
  issuer: string;
  cookieSecret: string;
  /** What the sample people share. */
  password: string;
  /** Whether a proxy ends TLS, and says so in `X-Forwarded-Proto` and `X-Forwarded-Host`. */
  isBehindProxy: boolean;
  /** The origins of the pages that may ask for tokens. */
  origins: string[];
}

/** What every token is for. */
export const audience = 'hospital';
/** The same, as OAuth names what a token is for (RFC 8707). */
const resource = 'urn:hms:hospital';

const minute = 60;
const hour = 60 * minute;

/** Makes the OpenID provider: code with PKCE for people, client credentials for machines, JWT access tokens of 15 minutes. */
export async function makeProvider(
  db: Database,
  keys: SigningKey[],
  attempts: Attempts,
  settings: ProviderSettings,
): Promise<Provider> {
  // loaded when it is needed: the fleet and the manifests read this service's definition without it. On Node 20 it warns of
  // the runtime; it does all that is asked of it here
  const { default: OidcProvider, interactionPolicy, errors } = await import('oidc-provider');
  class TooManyWrongSecrets extends errors.OIDCProviderError {
    override error_description = 'Too many wrong secrets. Wait ten minutes.';
    constructor(readonly client: string) {
      super(429, 'temporarily_unavailable');
    }
  }
  const policy = interactionPolicy.base();
  // all clients are the hospital's own, so nobody is asked for consent, unless the client wants it
  policy.remove('consent');
  const bases = settings.gatewayUrls.map((url) => `${url}/fhir/R4`);
  const launches = launchesOn(db, { bases, resource }, { errors, interactionPolicy });
  policy.add(new interactionPolicy.Prompt({ name: 'consent', requestable: true }, launches.check));
  const configuration: Configuration = {
    adapter: adapterOn(db, errors, findClient),
    clients: await clientsOf(settings),
    jwks: { keys: keys.map(({ jwk }) => jwk) },
    cookies: { keys: [settings.cookieSecret] },
    enabledJWA: { clientAuthSigningAlgValues: ['ES256'], idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientAuthMethods: ['none', 'private_key_jwt', 'client_secret_basic', 'client_secret_post'],
    scopes: ['openid', 'offline_access', ...smartScopes],
    claims: { openid: ['sub', 'name', 'roles', 'patient_id', 'doctor_id'], fhirUser: ['fhirUser'] },
    extraParams: { aud: launches.requireBase },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: {
      AccessToken: 15 * minute,
      ClientCredentials: 15 * minute,
      AuthorizationCode: minute,
      IdToken: 15 * minute,
      Interaction: 10 * minute,
      Session: 8 * hour,
      Grant: 8 * hour,
      RefreshToken: 8 * hour,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          // one of our programs, to which the person comes back; nobody is asked twice
          if (context.oidc.client) {
            const policy = context.response.get('content-security-policy');
            context.set(
              'content-security-policy',
              policy.replace("script-src 'self'", `script-src ${signingOutSource}`),
            );
            context.body = signingOutPage(form);
          } else context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context) => {
          context.body = signedOutPage();
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (context, asked) => {
          if (asked !== resource && !bases.includes(asked))
            throw new errors.InvalidTarget(`there is only ${[resource, ...bases].join(', ')}`);
          return {
            scope: launches.scopeOf(context),
            audience,
            accessTokenTTL: 15 * minute,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    findAccount: (_context, sub) => {
      const person = findPerson(sub);
      return (
        person && { accountId: sub, claims: () => ({ sub, ...claimsOf(person), ...fhirUserOf(person, bases[0]) }) }
      );
    },
    extraTokenClaims: async (_context, token) => {
      const isOfPerson = 'accountId' in token;
      const person = isOfPerson ? findPerson(token.accountId) : personOfClient(token.clientId);
      const patient = isOfPerson ? await launches.patientOf(token.grantId) : undefined;
      const claims = person ? claimsOf(person) : { roles: [roleOfClient(token.clientId ?? '')] };
      return { ...claims, ...(patient !== undefined && { patient }) };
    },
    formats: {
      customizers: {
        jwt: (_context, token, { payload }) => {
          const person = personOfClient(token.clientId);
          if (person) payload['sub'] = person.name;
        },
      },
    },
    clientBasedCORS: (_context, origin) => settings.origins.includes(origin),
    renderError: (context, { error, error_description: description }) => {
      context.type = 'html';
      context.body = errorPage(error, description);
    },
    issueRefreshToken: (_context, client, code) =>
      client.grantTypeAllowed('refresh_token') && (!asksForSmart(code.scope) || code.scopes.has('offline_access')),
    rotateRefreshToken: true,
    loadExistingGrant: async (context) => {
      const { oidc } = context;
      const { client, session, params } = oidc;
      if (asksForSmart(params?.['scope'])) return launches.grantOf(context);
      if (!client || session?.accountId === undefined) return undefined;
      const known = session.grantIdFor(client.clientId);
      const earlier = known === undefined ? undefined : await oidc.provider.Grant.find(known);
      // one for all sign-ins of a session, so that a logout ends all of them
      if (earlier) return earlier;
      const grant = new oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid offline_access');
      grant.addResourceScope(resource, '');
      await grant.save();
      return grant;
    },
    interactions: { policy, url: (_context, { uid }) => `/interaction/${uid}` },
  };
  const provider = new OidcProvider(settings.issuer, configuration);
  provider.proxy = settings.isBehindProxy;
  speakSmart(provider);
  provider.on('grant.success', ({ oidc }) => attempts.right(secretOf(oidc.client?.clientId ?? '')));
  provider.on('grant.error', countRefusal);
  provider.on('revocation.error', countRefusal);
  return provider;

  function findClient(id: string): ClientMetadata | undefined {
    const client = clientWithSecret(id, settings);
    if (client && attempts.secondsToWait(secretOf(id)) > 0) throw new TooManyWrongSecrets(id);
    return client;
  }

  function countRefusal(context: KoaContextWithOIDC, error: Error): void {
    const known = context.oidc.client?.clientId;
    if (error instanceof errors.InvalidClientAuth && known !== undefined) attempts.wrong(secretOf(known));
    if (error instanceof TooManyWrongSecrets)
      context.set('retry-after', String(attempts.secondsToWait(secretOf(error.client))));
  }
}
