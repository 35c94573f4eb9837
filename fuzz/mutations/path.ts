import { naughtyTexts } from '../naughty';
import { mutation, type Mutation } from './mutation';
import { encoded } from './query';
import type { Draft } from '../draft';

const replaceSegment = (draft: Draft, n: number, by: (segment: string) => string): boolean => {
  const segments = draft.path.split('/');
  const index = 1 + (n % Math.max(1, segments.length - 1));
  segments[index] = by(segments[index] ?? '');
  draft.path = segments.join('/');
  return true;
};

const tricks: ((path: string) => string)[] = [
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => path.replaceAll('/', '//'),
  (path) => path.toUpperCase(),
  (path) => `${path}%00`,
  (path) => `${path}%00.json`,
  (path) => `${path}/%2e%2e/%2e%2e/etc/passwd`,
  (path) => `${path}/../../../etc/passwd`,
  (path) => `/%2e%2e%2f%2e%2e%2f${path}`,
  (path) => `/docs/..%2f..%2fpackage.json${path}`,
  (path) => `/docs/%2e%2e/%5c..%5c${path}`,
  (path) => `${path};matrix=1;a=b`,
  (path) => `${path}.json`,
  (path) => `${path}%`,
  (path) => `${path}%zz`,
  (path) => `${path}%c0%af`,
  (path) => `${path}%ed%a0%80`,
  (path) => `${path}/${'a/'.repeat(500)}`,
  (path) => `${path}${'x'.repeat(7000)}`,
  (path) => `${path}${'x'.repeat(40_000)}`,
  (path) => path.slice(1),
  (path) => `http://elsewhere.example${path}`,
  (path) => `https://[::1]:99999${path}`,
  (path) => `//elsewhere.example${path}`,
  (path) => `${path}#fragment`,
  (path) => `${path} HTTP/1.1`,
  (path) => path.replaceAll('/', '\\'),
  (path) => path.replaceAll('/', '%2F'),
  () => '*',
  () => '/',
  () => '/.git/config',
  () => '/docs/%00',
  () => '/docs/no-such-file.js',
  () => '/__proto__',
];

const inPlaceOfId = ['', '.', '..', '%2e', '%00', '%20', '*', ':id', '{id}', 'null', 'undefined', 'NaN', '-1', '0']
  .concat(['1e400', 'constructor', '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])
  .concat(['%7B0192f3c4-5b6a-7cde-8f01-23456789abcd%7D', '0192f3c45b6a7cde8f0123456789abcd', 'x'.repeat(3000)]);

export const pathMutations: Mutation[] = [
  mutation('a path trick', (draft, { dice }) => {
    draft.path = dice.oneOf(tricks)(draft.path);
    return true;
  }),
  mutation('another id', (draft, { dice }) =>
    replaceSegment(draft, dice.below(5), (segment) => dice.oneOf([...inPlaceOfId, segment.toUpperCase()])),
  ),
  mutation('a naughty segment', (draft, { dice, texts }) =>
    replaceSegment(draft, dice.below(5), () => encoded(dice.oneOf([dice.oneOf(naughtyTexts), dice.oneOf(texts)]))),
  ),
  mutation('bytes that are not ASCII', (draft, { dice }) =>
    replaceSegment(
      draft,
      dice.below(5),
      (segment) => `${segment}${dice.oneOf(['é', '\u00ff', '\u0080', '\u007f', '\t'])}`,
    ),
  ),
  mutation('another method', (draft, { dice }) => {
    const common = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
    draft.method = dice
      .oneOf([...common, 'TRACE', 'CONNECT', 'PROPFIND', 'PURGE', 'LINK', 'M-SEARCH', 'QUERY', 'FOO'])
      .replace(/^.*$/, (method) => (dice.chance(0.1) ? method.toLowerCase() : method));
    return true;
  }),
];
