import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { ClientMetadata } from 'oidc-provider';
import { findPerson, guessedAs, type SamplePerson } from './people';

export interface ClientSettings {
  /** `appointment-service=<base64 of a public key, SPKI>,…`; a service that is named twice has two keys. */
  servicePublicKeys: string;
  integrationSecret: string;
  /** Where the gateway is opened in browsers. */
  gatewayUrls: string[];
}

/** Signs people in, and has a key like a service. */
const gateway = 'gateway';
const integration = 'integration';

/** Returns the programs that may ask for tokens and have no secret: the services, the gateway, the command line, and Postman. */
export async function clientsOf(
  settings: Pick<ClientSettings, 'servicePublicKeys' | 'gatewayUrls'>,
): Promise<ClientMetadata[]> {
  const { servicePublicKeys, gatewayUrls } = settings;
  const keys = await readKeys(servicePublicKeys);
  return [
    ...[...new Set(keys.map(({ name }) => name))].map((name) => ({
      ...(name === gateway ? gatewayClient(gatewayUrls) : machine(name)),
      token_endpoint_auth_method: 'private_key_jwt' as const,
      token_endpoint_auth_signing_alg: 'ES256' as const,
      jwks: { keys: keys.filter((key) => key.name === name).map(({ jwk }) => jwk) },
    })),
    forPeople('cli', ['http://127.0.0.1/callback']),
    // a page on this machine, at any port
    forPeople('smart-app', ['http://127.0.0.1/', 'http://localhost/']),
    forPeople('postman', ['https://oauth.pstmn.io/v1/callback', 'https://oauth.pstmn.io/v1/browser-callback']),
  ];
}

/**
 * Returns a program that has a secret: the sample integration, or one without a browser, such as a Postman collection, that acts
 * as a sample person: `as:cashier`, with the password that the sample people share. Undefined for any other.
 */
export function clientWithSecret(
  id: string,
  { integrationSecret, password }: { integrationSecret: string; password: string },
): ClientMetadata | undefined {
  if (id === integration)
    return { ...machine(id), client_secret: integrationSecret, token_endpoint_auth_method: 'client_secret_basic' };
  if (personOfClient(id) === undefined) return undefined;
  return { ...machine(id), client_secret: password, token_endpoint_auth_method: 'client_secret_post' };
}

/** Returns what wrong secrets of the program are counted under: with the password of its person, for it is the same. */
export function secretOf(id: string): string {
  const person = personOfClient(id);
  return person ? guessedAs(person.name) : `client ${id}`;
}

/** Returns the sample person that the client acts as, undefined for a client that acts as none. */
export function personOfClient(id = ''): SamplePerson | undefined {
  return id.startsWith('as:') ? findPerson(id.slice('as:'.length)) : undefined;
}

/** Returns the role of a program that asks in its own name. */
export function roleOfClient(name: string): string {
  return name === integration ? 'integration' : 'service';
}

function machine(name: string): ClientMetadata {
  return { client_id: name, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] };
}

/** A public client: it has no secret, and proves by PKCE that it began what it ends. */
function forPeople(name: string, redirects: string[]): ClientMetadata {
  return {
    client_id: name,
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: redirects,
    token_endpoint_auth_method: 'none',
  };
}

/** It gets the tokens of the people who sign in by it, and none of its own. */
function gatewayClient(urls: string[]): ClientMetadata {
  return {
    client_id: gateway,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: urls.map((url) => `${url}/signed-in`),
    post_logout_redirect_uris: urls.map((url) => `${url}/`),
  };
}

function readKeys(text: string) {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Promise.all(
    pairs.map(async (pair) => {
      const name = pair.slice(0, pair.indexOf('=')).trim();
      const der = Buffer.from(pair.slice(pair.indexOf('=') + 1), 'base64');
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      const kid = await calculateJwkThumbprint(key);
      return { name, jwk: { ...key.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' } };
    }),
  );
}
