import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bodyOf, setHeader, type Draft } from '../draft';
import { mutation, type Mutation, type MutationTools } from './mutation';

const onBody = (name: string, change: (body: Buffer, draft: Draft, tools: MutationTools) => Buffer): Mutation =>
  mutation(name, (draft, tools) => {
    const body = bodyOf(draft);
    if (body) draft.bytes = change(body, draft, tools);
    return body !== undefined;
  });

const illFormed = [
  [0xff],
  [0xc0, 0x80],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0x00],
  [0xe2, 0x82],
];

const brokenJson = [
  '',
  ' ',
  '{',
  '}',
  '[',
  '{"a"',
  '{"a":}',
  '{a:1}',
  "{'a':1}",
  '{"a":1,}',
  '[1,]',
  'NaN',
  'Infinity',
  '-',
]
  .concat([
    'undefined',
    '{"a":1}{"a":2}',
    '{"a":1} x',
    '// a\n{}',
    '"\\ud800',
    '"\\x"',
    '01',
    '.5',
    '1.',
    '+1',
    '\u2028',
    '\f{}',
  ])
  .concat([
    '{"a":"\t"}',
    '{"a":"\u0001"}',
    'nul',
    '<a/>',
    'a=1&b=2',
    '%7B%7D',
    '['.repeat(90_000),
    '{"a":'.repeat(15_000),
  ])
  .concat([`"${'x'.repeat(150_000)}"`, `{"a":"${'x'.repeat(102_380)}"}`]);

/** Changes after which the body may be no JSON. */
export const byteMutations: Mutation[] = [
  onBody('broken JSON', (_body, _draft, { dice }) => Buffer.from(dice.oneOf(brokenJson))),
  onBody('a body that breaks off', (body, _draft, { dice }) => body.subarray(0, dice.below(body.length + 1))),
  onBody('another byte', (body, _draft, { dice }) => {
    const copy = Buffer.from(body);
    if (copy.length > 0) copy[dice.below(copy.length)] = dice.below(256);
    return copy;
  }),
  onBody('ill-formed UTF-8', (body, _draft, { dice }) => {
    const at = dice.chance(0.7) ? body.indexOf('"', dice.below(body.length + 1)) + 1 : dice.below(body.length + 1);
    return Buffer.concat([body.subarray(0, at), Buffer.from(dice.oneOf(illFormed)), body.subarray(at)]);
  }),
  onBody('a byte order mark', (body, _draft, { dice }) =>
    Buffer.concat([
      Buffer.from(
        dice.oneOf([
          [0xef, 0xbb, 0xbf],
          [0xff, 0xfe],
          [0xfe, 0xff],
        ]),
      ),
      body,
    ]),
  ),
  onBody('another encoding', (body, draft, { dice }) => {
    const charset = dice.oneOf(['utf-16le', 'utf-16', 'utf-32', 'utf-7', 'latin1']);
    if (dice.chance(0.7)) setHeader(draft, 'Content-Type', `application/json; charset=${charset}`);
    return Buffer.from(body.toString(), dice.oneOf(['utf16le', 'latin1', 'utf8'] as const));
  }),
  onBody('compressed', (body, draft, { dice }) => {
    const said = dice.oneOf(['gzip', 'gzip', 'br', 'deflate', 'gzip, gzip', undefined]);
    if (said) setHeader(draft, 'Content-Encoding', said);
    const packed = said === 'br' ? brotliCompressSync(body) : gzipSync(body);
    return dice.oneOf([packed, packed, packed.subarray(0, packed.length >> 1), gzipSync(Buffer.alloc(2_000_000, ' '))]);
  }),
  mutation('a body where none belongs', (draft, { dice }) => {
    if (bodyOf(draft)) return false;
    draft.bytes = Buffer.from(dice.oneOf(['{}', 'null', '[]', '{"a":1}', 'x', '{"__proto__":1}', 'x'.repeat(150_000)]));
    if (dice.chance(0.7)) setHeader(draft, 'Content-Type', 'application/json');
    return true;
  }),
  mutation('no body', (draft) => {
    draft.json = undefined;
    delete draft.bytes;
    return true;
  }),
];
