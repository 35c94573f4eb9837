import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** A key as others see it (RFC 8037). */
export interface PublicKey {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
  use: 'sig';
  alg: 'EdDSA';
}

export interface SigningKey {
  privateKey: KeyObject;
  publicKey: PublicKey;
}

// PKCS #8 of an Ed25519 key, up to its 32 bytes (RFC 8410)
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @param text PKCS #8 as PEM, or the key's 32 bytes in base64. Throws where it is no Ed25519 key. */
export const readPrivateKey = (text: string): KeyObject => {
  const seed = Buffer.from(text, 'base64');
  const key = text.includes('BEGIN')
    ? createPrivateKey(text.replaceAll('\\n', '\n'))
    : createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
  return key;
};

/** The key id is the start of the RFC 7638 thumbprint: the same wherever the key is held. */
const publicKeyOf = (privateKey: KeyObject): PublicKey => {
  const { x = '' }: JsonWebKey = createPublicKey(privateKey).export({ format: 'jwk' });
  const thumbprint = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, kid: thumbprint.slice(0, 16), use: 'sig', alg: 'EdDSA' };
};

/** A private key in an environment variable; an empty one counts as absent. */
export const signingKey = z.string().transform((text, context) => {
  if (text === '') return undefined;
  try {
    return readPrivateKey(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'must be an Ed25519 key: PKCS #8 in PEM, or its 32 bytes in base64' });
    return z.NEVER;
  }
});

export const signingKeyOf = (privateKey: KeyObject): SigningKey => ({ privateKey, publicKey: publicKeyOf(privateKey) });
