import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import { z } from 'zod';
import type { PublicKey, SigningKey } from './signing-key';

/** What the code says of a prescription: no names, and of the patient's id a hash only. */
const Claims = z.strictObject({
  /** The prescription's id. */
  jti: z.guid(),
  sub: z.string(),
  med: z.string(),
  qty: z.number().nullable(),
  refills: z.int(),
  /** Seconds since 1970. */
  iat: z.int(),
  exp: z.int(),
});
export type Claims = z.output<typeof Claims>;

const Header = z.looseObject({ alg: z.literal('EdDSA'), kid: z.string() });

export const patientHash = (patientId: string): string =>
  createHash('sha256').update(patientId).digest('base64url').slice(0, 12);

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/** A compact JWS (RFC 7515) with Ed25519 (RFC 8037): any JOSE library can check it by the published keys. */
export const signCode = (claims: Claims, { privateKey, publicKey }: SigningKey): string => {
  const signed = `${encode({ alg: 'EdDSA', kid: publicKey.kid })}.${encode(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
};

/** What the code says; undefined unless one of these keys signed it. */
export const readCode = (code: string, keys: PublicKey[]): Claims | undefined => {
  const [header = '', payload = '', signature = '', ...rest] = code.trim().split('.');
  if (rest.length > 0) return undefined;
  try {
    const { kid } = Header.parse(decode(header));
    const jwk = keys.find((key) => key.kid === kid);
    if (!jwk) return undefined;
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const genuine = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
    return genuine ? Claims.parse(decode(payload)) : undefined;
  } catch {
    return undefined;
  }
};
