import { setTimeout as pause } from 'node:timers/promises';
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, type RemoteJWKSet } from 'jose';
import { z } from 'zod';

/** The issuer of tokens, as its OpenID configuration describes it. */
export interface Issuer {
  /** Returns the key that a token names. Throws an IssuerUnavailable where the keys cannot be read. */
  key: JWTVerifyGetKey;
  /** Where a service gets its own token. Throws an IssuerUnavailable. */
  tokenEndpoint(): Promise<string>;
  /** Has the keys read again where that is due; nobody waits for it. */
  refresh(): void;
  /** Counts the times that the keys have changed. */
  keysChanged(): number;
}

/** The issuer is out of reach, and what is needed of it was never read. */
export class IssuerUnavailable extends Error {}

const Metadata = z.looseObject({ issuer: z.string(), jwks_uri: z.url(), token_endpoint: z.url() });
type Metadata = z.output<typeof Metadata>;

/** What is wrong with the token; anything else that goes wrong is the issuer's. */
const aboutTheKey = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

const dayMs = 24 * 3_600_000;
/** Keys that the issuer has withdrawn are forgotten after so long. */
const refreshMs = 10 * 60_000;
/** A token that names an unknown key has the keys read again, at most this often. */
const unknownKeyMs = 30_000;
/** After a failure nobody asks for so long; who comes meanwhile waits for that. */
const failureMs = 300;
const timeoutMs = 3000;

/**
 * Reads an issuer's metadata and keys when they are first needed. Keys that were read once go on for a day while the issuer is
 * down; they are read again every ten minutes, and for an unknown key at most every 30 seconds, by one request at a time.
 */
export function openIssuer(issuer: string, metadataUrl: string): Issuer {
  let reading: Promise<Metadata> | undefined;
  let failedAt = -Infinity;
  let keys: RemoteJWKSet | undefined;
  let readAt = -Infinity;
  let known = '';
  let changes = 0;

  async function readMetadata(): Promise<Metadata> {
    const response = await fetch(metadataUrl, { signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' });
    const metadata = Metadata.parse(await response.json());
    if (metadata.issuer !== issuer) throw new Error(`${metadataUrl} is of the issuer ${metadata.issuer}`);
    return metadata;
  }

  async function getMetadata(): Promise<Metadata> {
    await afterFailure();
    reading ??= readMetadata().catch((error: unknown) => {
      reading = undefined;
      failedAt = performance.now();
      throw new IssuerUnavailable(error instanceof Error ? error.message : String(error));
    });
    return reading;
  }

  /** The issuer and its clients may start at the same moment: what comes first is not refused for that. */
  async function afterFailure(): Promise<void> {
    const wait = failedAt + failureMs - performance.now();
    if (wait > 0) await pause(wait);
  }

  async function fetchKeys(url: string, options: RequestInit): Promise<Response> {
    await afterFailure();
    try {
      const response = await fetch(url, options);
      const text = await response.clone().text();
      if (response.ok && text !== known) changes++;
      if (response.ok) known = text;
      return response;
    } catch (error) {
      failedAt = performance.now();
      throw error;
    }
  }

  async function getKeys(): Promise<RemoteJWKSet> {
    if (!keys) {
      const { jwks_uri: url } = await getMetadata();
      keys ??= createRemoteJWKSet(new URL(url), {
        cacheMaxAge: dayMs,
        cooldownDuration: unknownKeyMs,
        timeoutDuration: timeoutMs,
        [customFetch]: fetchKeys,
      });
    }
    return keys;
  }

  function refresh(): void {
    if (performance.now() - readAt < refreshMs) return;
    // the first token waits for its keys; later ones do not wait for newer keys
    if (keys?.fresh) void keys.reload().catch(() => {});
    readAt = performance.now();
  }

  return {
    key: async (header, token) => {
      const set = await getKeys();
      try {
        return await set(header, token);
      } catch (error) {
        if (aboutTheKey.some((kind) => error instanceof kind)) throw error;
        throw new IssuerUnavailable(error instanceof Error ? error.message : String(error));
      }
    },
    tokenEndpoint: async () => (await getMetadata()).token_endpoint,
    refresh,
    keysChanged: () => changes,
  };
}

/** Returns where an issuer describes itself (OpenID Connect Discovery 1.0, section 4). */
export function metadataOf(issuer: string): string {
  return `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`;
}
