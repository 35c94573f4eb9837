import { createPublicKey, webcrypto, type KeyObject } from 'node:crypto';
import { IssuerUnavailable, metadataOf } from '@hms/service-kit/issuer';
import { calculateJwkThumbprint, decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { z } from 'zod';

export interface IssuerSettings {
  /** As it names itself in tokens. */
  issuer: string;
  /** Where this process reads its OpenID configuration; undefined: at its own address. */
  metadataUrl: string | undefined;
  /** Where browsers reach it; undefined: at its own address. */
  browserUrl: string | undefined;
  clientId: string;
  key: KeyObject;
  /** Of this gateway, in a browser. */
  publicUrl: string;
  scope: string;
}

export interface Tokens {
  accessToken: string;
  refreshToken: string | undefined;
  /** Until the access token ends. */
  seconds: number;
}

/** What has to come back as it was sent, so that an answer belongs to its question. */
export interface Checks {
  state: string;
  nonce: string;
  /** Of PKCE (RFC 7636). */
  verifier: string;
}

/** The issuer has said no: to a sign-in, or to the renewal of a token. */
export class RefusedByIssuer extends Error {}

/** The issuer of tokens, as a confidential client of it sees it (OpenID Connect Core 1.0). All but `begin` throw an IssuerUnavailable. */
export interface IssuerClient {
  /** Returns what a program in a browser needs to know of the issuer. */
  describe(): Promise<Described>;
  /** Returns where a browser goes to sign in. */
  begin(checks: Checks): Promise<URL>;
  /** Exchanges the code that the browser brought back in `address`. Throws a RefusedByIssuer. */
  finish(address: URL, checks: Checks): Promise<Tokens>;
  /** Exchanges a refresh token, which then is used up. Throws a RefusedByIssuer. */
  renew(refreshToken: string): Promise<Tokens>;
  /** Has the issuer take nothing more of what belongs to this refresh token. */
  revoke(refreshToken: string): Promise<void>;
  /** Returns where a browser goes to end its session at the issuer, and come back from. */
  end(): Promise<URL>;
}

/** What an issuer says of itself, by the addresses at which browsers reach it. */
export type Described = Pick<
  z.output<typeof Metadata>,
  'issuer' | 'authorization_endpoint' | 'token_endpoint' | 'jwks_uri' | 'revocation_endpoint' | 'scopes_supported'
>;

const timeoutSeconds = 5;

const Metadata = z
  .object({
    issuer: z.string(),
    authorization_endpoint: z.url(),
    token_endpoint: z.url(),
    jwks_uri: z.url(),
    end_session_endpoint: z.url().optional(),
    revocation_endpoint: z.url().optional(),
    scopes_supported: z.array(z.string()).optional(),
  })
  .catchall(z.json());

export function openIssuerClient(settings: IssuerSettings): IssuerClient {
  let reading: Promise<openid.Configuration> | undefined;

  function configuration(): Promise<openid.Configuration> {
    reading ??= configure(settings).catch((error: unknown) => {
      reading = undefined;
      throw new IssuerUnavailable(reasonOf(error));
    });
    return reading;
  }

  return {
    describe: async () => {
      const known = (await configuration()).serverMetadata();
      const move = toBrowser(settings);
      const {
        issuer,
        authorization_endpoint: authorization,
        token_endpoint: token,
        jwks_uri: keys,
      } = Metadata.parse(known);
      const { revocation_endpoint: revocation, scopes_supported: scopes } = known;
      return {
        issuer,
        authorization_endpoint: authorization,
        token_endpoint: move(token),
        jwks_uri: move(keys),
        ...(revocation !== undefined && { revocation_endpoint: move(revocation) }),
        ...(scopes && { scopes_supported: scopes }),
      };
    },
    begin: async ({ state, nonce, verifier }) =>
      openid.buildAuthorizationUrl(await configuration(), {
        redirect_uri: `${settings.publicUrl}/signed-in`,
        scope: settings.scope,
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }),
    finish: async (address, { state: expectedState, nonce: expectedNonce, verifier: pkceCodeVerifier }) => {
      const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true };
      return tokensOf(await openid.authorizationCodeGrant(await configuration(), address, checks).catch(judge));
    },
    renew: async (refreshToken) =>
      tokensOf(await openid.refreshTokenGrant(await configuration(), refreshToken).catch(judge)),
    revoke: async (refreshToken) => {
      const known = await configuration();
      if (known.serverMetadata().revocation_endpoint === undefined) return;
      await openid.tokenRevocation(known, refreshToken, { token_type_hint: 'refresh_token' }).catch(judge);
    },
    end: async () => {
      const known = await configuration();
      const home = `${settings.publicUrl}/`;
      if (known.serverMetadata().end_session_endpoint === undefined) return new URL(home);
      // without an id_token_hint: it would bring a token into the browser
      return openid.buildEndSessionUrl(known, { post_logout_redirect_uri: home });
    },
  };
}

async function configure(settings: IssuerSettings): Promise<openid.Configuration> {
  const { issuer, metadataUrl = metadataOf(issuer), clientId, key } = settings;
  const response = await fetch(metadataUrl, { signal: AbortSignal.timeout(timeoutSeconds * 1000), redirect: 'manual' });
  const metadata = Metadata.parse(await response.json());
  if (metadata.issuer !== issuer) throw new Error(`${metadataUrl} is of the issuer ${metadata.issuer}`);
  const known = new openid.Configuration(
    inBrowser(metadata, toBrowser(settings)),
    clientId,
    {},
    await authenticationBy(key),
  );
  known.timeout = timeoutSeconds;
  // the signature of ID tokens, too, for the way to the issuer may be no TLS
  openid.enableNonRepudiationChecks(known);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed; identity has no TLS
  if ([issuer, metadataUrl].some((url) => url.startsWith('http:'))) openid.allowInsecureRequests(known);
  return known;
}

/** What an issuer says of itself where this process asks may name addresses that a browser does not reach. */
function toBrowser({ issuer, metadataUrl = metadataOf(issuer), browserUrl = issuer }: IssuerSettings) {
  return (address: string): string => {
    const url = new URL(address);
    return url.origin === new URL(metadataUrl).origin ? new URL(url.pathname + url.search, browserUrl).href : address;
  };
}

function inBrowser(metadata: z.output<typeof Metadata>, move: (address: string) => string): z.output<typeof Metadata> {
  const { authorization_endpoint: authorization, end_session_endpoint: end } = metadata;
  return {
    ...metadata,
    authorization_endpoint: move(authorization),
    ...(end !== undefined && { end_session_endpoint: move(end) }),
  };
}

/** `private_key_jwt` (RFC 7523), by the key that the issuer knows under its thumbprint. */
async function authenticationBy(key: KeyObject): Promise<openid.ClientAuth> {
  const pkcs8 = key.export({ format: 'der', type: 'pkcs8' });
  const signing = { name: 'ECDSA', namedCurve: 'P-256' };
  return openid.PrivateKeyJwt({
    key: await webcrypto.subtle.importKey('pkcs8', pkcs8, signing, false, ['sign']),
    kid: await calculateJwkThumbprint(createPublicKey(key)),
  });
}

function tokensOf({ access_token: accessToken, refresh_token: refreshToken, expires_in: seconds }: Answer): Tokens {
  return { accessToken, refreshToken, seconds: seconds ?? secondsLeft(accessToken) };
}
type Answer = Pick<openid.TokenEndpointResponse, 'access_token' | 'refresh_token' | 'expires_in'>;

function secondsLeft(token: string): number {
  return Math.max(0, (decodeJwt(token).exp ?? 0) - Math.floor(Date.now() / 1000));
}

/** What the issuer decided, and what only says that it, or this client's own set-up, does not work now. */
function judge(error: unknown): never {
  const refused =
    error instanceof openid.AuthorizationResponseError ||
    (error instanceof openid.ResponseBodyError && error.error === 'invalid_grant') ||
    (error instanceof openid.ClientError && error.code !== undefined && ofTheAnswer.includes(error.code));
  if (refused) throw new RefusedByIssuer(reasonOf(error), { cause: error });
  throw new IssuerUnavailable(reasonOf(error), { cause: error });
}

/** What openid-client says of an answer that does not belong to its question. */
const ofTheAnswer = ['OAUTH_INVALID_RESPONSE', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'];

/** Returns why it failed, without what the issuer may quote. */
function reasonOf(error: unknown): string {
  if (error instanceof openid.ResponseBodyError || error instanceof openid.AuthorizationResponseError)
    return `the issuer said ${error.error}`;
  return error instanceof Error ? error.message : String(error);
}
