import fc from 'fast-check';
import { Verbatim } from './draft';

const nested = (open: string, close: string, levels: number) =>
  new Verbatim(`${open.repeat(levels)}1${close.repeat(levels)}`);

/** Texts that have broken something somewhere. */
export const naughtyTexts: string[] = [
  '',
  ' ',
  '\t\n\r',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udc00b',
  '\u202eright to left\u202c',
  'مرحبا',
  'Z̸̡̢͚̤͉̈́̀̃a̷̛͙l̵̝͝g̵̡̈́o̶',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  '\ufeff',
  '\uffff',
  '\u200b',
  '\u001b[31m',
  'ﷺ',
  'İı',
  'ﬁ',
  'null',
  'undefined',
  'NaN',
  'true',
  '-1',
  '0x10',
  '1e308',
  '9007199254740993',
  "' or 1=1 --",
  '"; drop table patients; --',
  '%',
  '_',
  '\\',
  '%00',
  '*|(&)!:<->',
  "a'b:*",
  '$1',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  '0001-01-01',
  '9999-12-31T23:59:59Z',
  '2026-02-30',
  '2026-12-01T09:00:00',
  '2026-12-01T24:00:00Z',
  '2026-12-31T23:59:60Z',
  '2026-12-01T09:00:00.123456789123456789Z',
  '2026-12-01T09:00:00+23:59',
  '-000001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '1900-01-01T00:00:00Z',
  '2199-12-31T23:59:59Z',
  'infinity',
  'now',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '{0192f3c4-5b6a-7cde-8f01-23456789abcd}',
  'urn:uuid:0192f3c4-5b6a-7cde-8f01-23456789abcd',
  'x'.repeat(101),
  'é'.repeat(5000),
  '💥'.repeat(5000),
  'a '.repeat(2000),
  '\\u0000',
];

export const naughtyNumbers: unknown[] = [
  0,
  new Verbatim('-0'),
  -1,
  1.5,
  0.1,
  0.005,
  1e-7,
  new Verbatim('1e-400'),
  1e21,
  1e308,
  new Verbatim('1e309'),
  new Verbatim('1E+2'),
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  new Verbatim('9007199254740993'),
  new Verbatim('9223372036854775807'),
  new Verbatim('9223372036854775808'),
  99999999999,
  100000000000,
  new Verbatim(`0.${'1'.repeat(400)}`),
  new Verbatim('1'.repeat(400)),
];

const anyValues: unknown[] = [
  ...naughtyNumbers,
  null,
  true,
  false,
  [],
  {},
  [[]],
  [null],
  { length: 1 },
  { a: 1, toString: 1, valueOf: null },
  new Verbatim('{"__proto__":{"polluted":true}}'),
  new Verbatim('{"constructor":{"prototype":{"polluted":true}}}'),
  new Verbatim('{"a":1,"a":2}'),
  nested('[', ']', 18),
  nested('[', ']', 25),
  nested('{"a":', '}', 25),
  nested('[', ']', 20_000),
  Array.from({ length: 300 }, (_, n) => n),
  new Verbatim(`[${'0,'.repeat(40_000)}0]`),
  Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`field${n}`, n])),
];

/** JSON of every kind, in every place wrong somewhere; written already, because a request may be changed further. */
export const naughtyValues: unknown[] = anyValues.map((value) =>
  typeof value === 'object' && value !== null && !(value instanceof Verbatim)
    ? new Verbatim(JSON.stringify(value))
    : value,
);

/** Names that a field should not have. */
export const naughtyNames = ['noSuchField', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '']
  .concat(['id', 'version', 'createdAt', 'status', 'length', '0', '/', '~', 'ключ', '\u0000', '\ud800', "'"])
  .concat(['x'.repeat(3000)]);

/** Any text that Unicode can write, and some that it cannot. */
export const anyTexts = (seed: number): string[] =>
  fc.sample(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), { seed, numRuns: 500 });
