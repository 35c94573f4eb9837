import { hash } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { identifyingText, shownText, type Caller } from './caller';
import { IssuerUnavailable, type Issuer } from './issuer';
import { defineProblem, unavailable } from './problem';
import { uuid } from './schema';
import { scopesIn } from './scopes';

export interface TokenSettings {
  issuer: string;
  audience: string;
  /** The claim that has the roles, such as `roles`, or `realm_access.roles`. */
  rolesClaim: string;
}

export const tokenRequired = defineProblem(
  { type: 'token-required', status: 401, title: 'An access token is required' },
  () => ({
    detail: 'Send an access token in the header Authorization: Bearer <token>. See docs/access.md for how to get one.',
    headers: { 'www-authenticate': 'Bearer realm="hospital"' },
  }),
);

export const invalidToken = defineProblem(
  { type: 'invalid-token', status: 401, title: 'The access token is not valid' },
  (what: string) => ({
    detail: `The access token ${what}. Get a new one from the issuer.`,
    headers: { 'www-authenticate': `Bearer realm="hospital", error="invalid_token", error_description="${what}"` },
  }),
);

/** Asymmetric only: with HMAC, who knows the public key could sign. */
const algorithms = ['ES256', 'EdDSA', 'Ed25519', 'RS256', 'PS256'];
const leewaySeconds = 30;
/** Longer than any real token, and short enough to hash for nothing. */
const longestToken = 8192;
/** The members of a header that bring or name a key; the only keys are the issuer's. */
const keyHeaders = ['jku', 'jwk', 'x5u', 'x5c'];
/** The claims that an ID token has, and an access token has not. */
const idTokenClaims = ['nonce', 'at_hash', 'c_hash', 's_hash'];
const mostRemembered = 10_000;

/** Words in one text, or in a list of them. What has another form must not be taken for no limit. */
const scope = z.union([z.string(), z.array(z.string())]).optional();

const Claims = z.looseObject({
  sub: identifyingText,
  name: shownText.optional().catch(undefined),
  client_id: identifyingText.optional().catch(undefined),
  azp: identifyingText.optional().catch(undefined),
  patient_id: uuid.optional().catch(undefined),
  doctor_id: uuid.optional().catch(undefined),
  scope,
  // as some issuers name it
  scp: scope,
  // the one whom a program was opened for
  patient: uuid.optional().catch(undefined),
});

interface Remembered {
  caller: Caller;
  /** In seconds since 1970. */
  until: number;
}

/** Tells who a token speaks for. */
export interface Tokens {
  /** Throws a 401 problem that says what is wrong with the token, and a 503 where the issuer's keys cannot be had. */
  verify(authorization: string | undefined): Caller | Promise<Caller>;
}

/** Verifies the access tokens of one issuer. One that was verified is remembered by its hash until it ends. */
export function openTokens(settings: TokenSettings, issuer: Issuer): Tokens {
  const remembered = new Map<string, Remembered>();
  let keys = 0;

  function remember(hash: string, entry: Remembered): void {
    const [oldest] = remembered.keys();
    if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest);
    remembered.set(hash, entry);
  }

  function recall(hash: string): Caller | undefined {
    // a key that was withdrawn takes its tokens with it
    if (issuer.keysChanged() !== keys) {
      keys = issuer.keysChanged();
      remembered.clear();
    }
    const entry = remembered.get(hash);
    if (entry && entry.until > Date.now() / 1000) return entry.caller;
    remembered.delete(hash);
    return undefined;
  }

  async function verifyAnew(token: string, hash: string): Promise<Caller> {
    const payload = await readToken(token, settings, issuer);
    const until = (payload.exp ?? 0) + leewaySeconds;
    const caller = { ...callerOf(payload, settings), tokenEndsAt: until * 1000 };
    remember(hash, { caller, until });
    return caller;
  }

  return {
    verify: (authorization) => {
      if (authorization === undefined || authorization === '') throw tokenRequired();
      const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization) ?? [];
      if (token === undefined) throw invalidToken('is not written as Bearer <token>');
      if (token.length > longestToken) throw invalidToken('is longer than any that the issuer makes');
      issuer.refresh();
      const digest = hash('sha256', token, 'base64');
      return recall(digest) ?? verifyAnew(token, digest);
    },
  };
}

async function readToken(token: string, { issuer: iss, audience }: TokenSettings, issuer: Issuer): Promise<JWTPayload> {
  const { typ } = requireHeader(token);
  try {
    const { payload } = await jwtVerify(token, issuer.key, {
      algorithms,
      issuer: iss,
      audience,
      requiredClaims: ['exp', 'iat', 'sub'],
      clockTolerance: leewaySeconds,
    });
    if (typ?.toLowerCase().replace('application/', '') !== 'at+jwt') requireNoIdToken(payload);
    if ((payload.iat ?? 0) > Date.now() / 1000 + leewaySeconds) throw invalidToken('is not valid yet');
    return payload;
  } catch (error) {
    if (error instanceof IssuerUnavailable) throw unavailable('The keys of the issuer of tokens cannot be read now.');
    if (error instanceof errors.JOSEError) throw invalidToken(explain(error));
    throw error;
  }
}

function requireHeader(token: string): { typ?: string | undefined } {
  const header = readHeader(token);
  const brought = keyHeaders.find((name) => name in header);
  if (brought) throw invalidToken(`names a key of its own (${brought})`);
  const { typ } = header;
  if (typ !== undefined && (typeof typ !== 'string' || !/^(application\/)?(at\+jwt|jwt)$/i.test(typ)))
    throw invalidToken('is of another type');
  return { typ };
}

function readHeader(token: string) {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw invalidToken('is no JWT');
  }
}

/** Issuers that do not send `typ: at+jwt`, such as Keycloak, sign ID tokens by the same key. */
function requireNoIdToken(payload: JWTPayload): void {
  const { typ } = payload;
  if (idTokenClaims.some((claim) => claim in payload) || (typ !== undefined && typ !== 'Bearer'))
    throw invalidToken('is no access token');
}

function callerOf(payload: JWTPayload, { issuer, rolesClaim }: TokenSettings): Caller {
  const claims = Claims.safeParse(payload);
  if (!claims.success) throw invalidToken(`has no valid ${String(claims.error.issues[0]?.path[0])}`);
  const { sub: subject, name, client_id, azp, patient_id: patientId, doctor_id: doctorId, patient } = claims.data;
  const client = client_id ?? azp;
  const words = [claims.data.scope ?? [], claims.data.scp ?? []].flat().flatMap((text) => text.split(' '));
  const scopes = scopesIn(words, patient ?? patientId);
  return { issuer, subject, name, client, scopes, roles: rolesIn(payload, rolesClaim), patientId, doctorId };
}

function rolesIn(payload: JWTPayload, claim: string): string[] {
  const found = claim
    .split('.')
    .reduce<unknown>(
      (part, name) =>
        typeof part === 'object' && part !== null ? Object.entries(part).find(([key]) => key === name)?.[1] : undefined,
      payload,
    );
  return z.array(identifyingText).catch([]).parse(found);
}

function explain(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'has expired';
  if (error instanceof errors.JWKSNoMatchingKey) return 'is signed by a key that the issuer does not publish';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'is signed by an algorithm that is not allowed';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf') return 'is not valid yet';
    return (
      { iss: 'is of another issuer', aud: 'is for another audience' }[error.claim] ?? `has no valid ${error.claim}`
    );
  }
  return 'is not signed by the issuer';
}
