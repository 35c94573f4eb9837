import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import type { Dice } from './dice';

/** A token of the issuer that is valid, and what can be had to make others like it. */
export interface RealToken {
  token: string;
  header: object;
  payload: object;
  /** As the issuer publishes it. */
  publicKey: JsonWebKey;
  /** Its private half; absent where it is out of reach. */
  signingKey?: JsonWebKey;
}

interface Forgery {
  name: string;
  authorization(dice: Dice): string | undefined;
}

const now = () => Math.floor(Date.now() / 1000);
const hour = 3600;

/** Returns every way to come without a valid token. */
export const forgeries = (real: RealToken): Forgery[] => {
  const bearer = (name: string, token: (dice: Dice) => string): Forgery => ({
    name,
    authorization: (dice) => `Bearer ${token(dice)}`,
  });
  const { privateKey: stranger, publicKey: strangersKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const byStranger = (header: object) => signed({ ...real.header, ...header }, real.payload, stranger);
  const pem = createPublicKey({ key: real.publicKey, format: 'jwk' }).export({ format: 'pem', type: 'spki' });
  const [head = '', payload = '', signature = ''] = real.token.split('.');
  const strangersJwk = strangersKey.export({ format: 'jwk' });

  return [
    { name: 'no token', authorization: () => undefined },
    { name: 'no token', authorization: () => undefined },
    { name: 'a malformed header', authorization: ({ oneOf }) => oneOf(malformed(real.token)) },
    bearer('a cut token', ({ below }) => real.token.slice(0, 1 + below(real.token.length - 2))),
    bearer('another payload', ({ oneOf }) => [head, part({ ...real.payload, ...oneOf(wishes) }), signature].join('.')),
    bearer('another header', ({ oneOf }) =>
      [part({ ...real.header, ...oneOf(headers) }), payload, signature].join('.'),
    ),
    bearer('alg none', ({ oneOf }) => {
      const unsigned = [part({ ...real.header, alg: oneOf(['none', 'None', 'NONE', '']) }), payload];
      return [...unsigned, oneOf(['', signature])].join('.');
    }),
    bearer('HMAC by the public key', ({ oneOf }) => {
      const secret = oneOf([
        pem.toString(),
        pem.toString().trim(),
        JSON.stringify(real.publicKey),
        real.publicKey.x ?? '',
      ]);
      const text = `${part({ ...real.header, alg: 'HS256' })}.${payload}`;
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    }),
    bearer('a foreign key', () => byStranger({})),
    bearer('an unknown key', ({ below }) => byStranger({ kid: `unknown-${below(1000)}` })),
    bearer('a key of its own', ({ oneOf }) =>
      byStranger(oneOf([{ jwk: strangersJwk }, { jku: 'http://127.0.0.1:1/jwks' }, { x5u: 'http://127.0.0.1:1/x' }])),
    ),
    ...(real.signingKey ? byTheIssuer(real, createPrivateKey({ key: real.signingKey, format: 'jwk' })) : []),
  ];
};

/** Signed as the issuer does, and still not to be taken. */
const byTheIssuer = ({ header, payload }: RealToken, key: KeyObject): Forgery[] => {
  const like = (name: string, claims: (dice: Dice) => object, more: object = {}): Forgery => ({
    name,
    authorization: (dice) => `Bearer ${signed({ ...header, ...more }, { ...payload, ...claims(dice) }, key)}`,
  });
  return [
    like('expired', ({ oneOf }) => ({ exp: now() - oneOf([31, 60, hour]) - 1 })),
    like('not valid yet', ({ oneOf }) => oneOf([{ nbf: now() + hour }, { iat: now() + hour }])),
    like('another audience', ({ oneOf }) => ({ aud: oneOf(['bank', 'cli', '', [], ['bank'], undefined]) })),
    like('another issuer', ({ oneOf }) => ({ iss: oneOf(['http://127.0.0.1:1', '', undefined, 'http://127.0.0.1']) })),
    like('without what it needs', ({ oneOf }) => ({ [oneOf(['sub', 'exp', 'iat'])]: undefined })),
    like('an ID token', () => ({ nonce: 'x', at_hash: 'y', aud: 'hospital' }), { typ: 'JWT' }),
    like('another kind of token', () => ({}), { typ: 'logout+jwt' }),
  ];
};

const malformed = (token: string): string[] => [
  ...[
    '',
    ' ',
    'Bearer',
    'Bearer ',
    'bearer x',
    'Bearer null',
    'Bearer undefined',
    'Bearer ..',
    'Bearer a.b.c',
    'Bearer e30.e30.',
  ],
  ...[
    'Basic b3duZXI6b3duZXI=',
    'Digest username="owner"',
    'DPoP x',
    'Bearer x, Bearer y',
    `Bearer ${'x'.repeat(9000)}`,
  ],
  ...[token, `Basic ${token}`, `Bearer "${token}"`, `Bearer ${token},`, `Bearer ${token} ${token}`, `Bearer=${token}`],
  ...[
    `Token ${token}`,
    `Bearer ${token}.${token}`,
    `Bearer ${token.toUpperCase()}`,
    `Bearer ${token.split('.').reverse().join('.')}`,
  ],
];

/** What an intruder would like to be. */
const wishes = [
  { sub: 'manager' },
  { roles: ['manager'] },
  { exp: 9_999_999_999 },
  { patient_id: '0' },
  { admin: true },
];
const headers = [
  { alg: 'RS256' },
  { alg: 'ES384' },
  { alg: 'HS256' },
  { kid: '../../etc/passwd' },
  { kid: 0 },
  { crit: ['x'] },
];

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

const signed = (header: object, payload: object, key: KeyObject): string => {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
};
