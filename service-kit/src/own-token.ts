import { createPrivateKey, createPublicKey, randomUUID, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, SignJWT } from 'jose';
import { z } from 'zod';
import type { Issuer } from './issuer';
import type { Logger } from './logger';

/** The token by which this service calls others. */
export interface OwnToken {
  /** Throws where there is none, and the issuer gives none now. */
  get(): Promise<string>;
  /** An upstream refused it: the next call gets a new one. */
  forget(token: string): void;
}

export interface ClientSettings {
  /** The issuer's identifier, which is the audience of what the client signs. */
  issuer: string;
  clientId: string;
  key: KeyObject;
}

const TokenResponse = z.looseObject({ access_token: z.string(), expires_in: z.number() });

interface Held {
  token: string;
  renewAt: number;
  endsAt: number;
}

/**
 * Gets a token by client credentials and `private_key_jwt` (RFC 7523), keeps it, and gets the next when two thirds of its time
 * are over. Until the next has come, the last one is used.
 */
export function openOwnToken(settings: ClientSettings, issuer: Issuer, log: Logger): OwnToken {
  let held: Held | undefined;
  let asking: Promise<Held> | undefined;

  async function request(): Promise<Held> {
    const endpoint = await issuer.tokenEndpoint();
    const response = await fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: settings.clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await assertion(settings),
      }),
      signal: AbortSignal.timeout(3000),
      redirect: 'manual',
    });
    if (!response.ok) throw new Error(`the issuer refuses this service a token: status ${response.status}`);
    const { access_token: token, expires_in: seconds } = TokenResponse.parse(await response.json());
    const now = performance.now();
    return { token, renewAt: now + seconds * 667, endsAt: now + seconds * 1000 };
  }

  function renew(): Promise<Held> {
    asking ??= request()
      .then((fresh) => (held = fresh))
      .catch((error: unknown) => {
        log.warn({ err: error }, 'this service got no token of its own');
        throw error;
      })
      .finally(() => (asking = undefined));
    return asking;
  }

  return {
    get: async () => {
      const now = performance.now();
      if (!held || now > held.endsAt) return (await renew()).token;
      // the one that is held still serves
      if (now > held.renewAt) renew().catch(() => {});
      return held.token;
    },
    forget: (token) => {
      if (held?.token === token) held = undefined;
    },
  };
}

async function assertion({ issuer, clientId, key }: ClientSettings): Promise<string> {
  // which of the client's keys it is, while one takes the other's place
  const kid = await calculateJwkThumbprint(createPublicKey(key));
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(key);
}

/** A private key, PKCS#8, as PEM or as the base64 of its DER on one line. */
export const clientKey = z.string().transform((text, context) => {
  try {
    const key = text.includes('-----BEGIN')
      ? createPrivateKey(text)
      : createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // said below
  }
  context.addIssue({
    code: 'custom',
    message: 'must be a private key of the curve P-256, PKCS#8 in base64; ./make-env.sh makes them',
  });
  return z.NEVER;
});

/** Of a service that calls none. */
export const noToken: OwnToken = {
  get: () => Promise.reject(new Error('a service without upstreams has no token of its own')),
  forget: () => {},
};
