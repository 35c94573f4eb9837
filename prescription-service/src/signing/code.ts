import { createHash } from 'node:crypto';
import { CompactSign, compactVerify, createLocalJWKSet } from 'jose';
import { z } from 'zod';
import type { PublicKey, SigningKey } from './signing-key';

/** What the code says of a prescription: no names, and of the patient's id a hash only. */
const Claims = z.strictObject({
  /** The prescription's id. */
  jti: z.guid(),
  sub: z.string(),
  med: z.string(),
  qty: z.number().nullable(),
  /** What `qty` counts; absent in codes from before it was known. */
  unit: z.string().nullable().optional(),
  refills: z.int(),
  /** Seconds since 1970. */
  iat: z.int(),
  exp: z.int(),
});
export type Claims = z.output<typeof Claims>;

export const patientHash = (patientId: string): string =>
  createHash('sha256').update(patientId).digest('base64url').slice(0, 12);

/** Signs a compact JWS (RFC 7515) with Ed25519 (RFC 8037): any JOSE library can check it by the published keys. */
export function signCode(claims: Claims, { privateKey, publicKey }: SigningKey): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', kid: publicKey.kid })
    .sign(privateKey);
}

/** Returns what the code says; undefined unless one of these keys signed it. */
export async function readCode(code: string, keys: PublicKey[]): Promise<Claims | undefined> {
  try {
    const { payload } = await compactVerify(code.trim(), createLocalJWKSet({ keys }), { algorithms: ['EdDSA'] });
    return Claims.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
  } catch {
    return undefined;
  }
}
