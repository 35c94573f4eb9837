import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps what is nobody else's business, by keys derived from one secret. */
export interface Seal {
  /** Encrypts the text (AES-256-GCM). @param place where it is kept; it cannot be opened elsewhere */
  close(text: string, place: Buffer): Buffer;
  /** Returns the text; undefined where it was closed by another secret, for another place, or was changed. */
  open(sealed: Buffer, place: Buffer): string | undefined;
  /** Returns the value that only who has the secret can make of this text, as base64url. */
  sign(text: string): string;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

export function openSeal(secret: string): Seal {
  const keyFor = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `hms gateway ${purpose}`, 32));
  const encrypting = keyFor('sessions');
  const signing = keyFor('csrf');

  return {
    close: (text, place) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, encrypting, nonce).setAAD(place);
      const hidden = [cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([nonce, cipher.getAuthTag(), ...hidden]);
    },
    open: (sealed, place) => {
      try {
        const decipher = createDecipheriv(algorithm, encrypting, sealed.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(place).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
        const text = [decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()];
        return Buffer.concat(text).toString('utf8');
      } catch {
        return undefined;
      }
    },
    sign: (text) => createHmac('sha256', signing).update(text).digest('base64url'),
  };
}

/** Returns a value that cannot be guessed: 256 bits, as base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Returns what is kept of such a value. */
export function hashOf(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
