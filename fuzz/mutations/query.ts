import { naughtyNames, naughtyTexts } from '../naughty';
import { resolve } from '../operations';
import { mutation, type Mutation, type MutationTools } from './mutation';
import { boundariesOf } from './sites';
import type { Draft } from '../draft';

// a lone surrogate has no place in UTF-8
export const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

const aName = (draft: Draft, { dice }: MutationTools) => dice.oneOf([...Object.keys(draft.operation.query), 'limit']);

const set = (draft: Draft, name: string, value: string): boolean => {
  draft.query = [...draft.query.filter(([other]) => other !== name), [name, value]];
  return true;
};

const parts = [
  '',
  '0',
  '-1',
  '2147483648',
  '99999999999999999999',
  '1e400',
  'NaN',
  'infinity',
  '\u0000',
  "'",
  'x'.repeat(300),
]
  .concat(['00000000-0000-0000-0000-000000000000', '2026-01-01 00:00:00+00', '294277-01-01 00:00:00+00'])
  .concat(['0000-00-00 00:00:00+00', '9999-99-99 99:99:99.999999+00', '2026-02-30 00:00:00+00']);

const forge = (cursor: string, { dice, texts }: MutationTools): string => {
  const text = Buffer.from(cursor, 'base64url').toString();
  const write = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const read = (): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return [text];
    }
  };
  const key = [read()].flat();
  const changed = [...key];
  changed[dice.below(key.length)] = dice.oneOf<unknown>([...parts, dice.oneOf(texts), null, 1, {}, [], key]);
  return dice.oneOf([
    write(changed),
    write(changed),
    write(changed),
    write([...key, 'x']),
    write(key.slice(1)),
    write(Object.fromEntries(key.entries())),
    cursor.slice(0, dice.below(cursor.length)),
    `${cursor}${cursor}`,
    Buffer.from(text.slice(1)).toString('base64url'),
  ]);
};

/** Changes of the query that leave it an address. */
export const queryMutations: Mutation[] = [
  mutation('a naughty query value', (draft, tools) =>
    set(draft, aName(draft, tools), encoded(tools.dice.oneOf(naughtyTexts))),
  ),
  mutation('any query value', (draft, tools) =>
    set(draft, aName(draft, tools), encoded(tools.dice.oneOf(tools.texts))),
  ),
  mutation('a query boundary', (draft, tools) => {
    const name = aName(draft, tools);
    const { service, query } = draft.operation;
    const values = boundariesOf(service, resolve(service, query[name] ?? {})).filter((value) => !Array.isArray(value));
    return values.length > 0 && set(draft, name, encoded(String(tools.dice.oneOf(values))));
  }),
  mutation('a limit that is none', (draft, { dice }) =>
    set(draft, 'limit', dice.oneOf(['0', '-1', '201', '1e2', '999999999999', '1.0', '%2B5', '٥', '', '0x10', ' 5'])),
  ),
  mutation('an unknown parameter', (draft, { dice }) =>
    set(draft, encoded(dice.oneOf(naughtyNames)), encoded(dice.oneOf(naughtyTexts))),
  ),
  mutation('a parameter as a list', (draft, tools) => {
    const name = aName(draft, tools);
    return set(draft, `${name}${tools.dice.oneOf(['[]', '[0]', '[a]', '[__proto__]', '.a', '%5B%5D'])}`, '1');
  }),
  mutation('a forged cursor', (draft, tools) => {
    const { dice, known } = tools;
    if (!('cursor' in draft.operation.query)) return false;
    return set(draft, 'cursor', encoded(forge(known.value('cursor', dice.below(1_000_000)) ?? 'WyJhIl0', tools)));
  }),
];

/** Changes after which the contract cannot tell any more what is asked. */
export const brokenQueryMutations: Mutation[] = [
  mutation('a parameter twice', (draft, tools) => {
    const name = aName(draft, tools);
    draft.query.push([name, encoded(tools.dice.oneOf(naughtyTexts))], [name, 'a'], [name, 'b']);
    return true;
  }),
  mutation('a query that is none', (draft, { dice }) => {
    const many = Array.from({ length: 1500 }, (_, n) => `a${n}=${n}`).join('&');
    draft.rawQuery = dice
      .oneOf(['&&&&', '=', '?', '%', '%zz=1', 'limit=%', 'limit=%ff', '%c0%af=1', 'limit', '#a', '+', ';', many])
      .concat(dice.oneOf(['', '&limit=1']));
    return true;
  }),
];
