import { z } from 'zod';
import { applyMergePatch, mergePatchOf, requireVersion } from '../src/merge-patch';
import { optional } from '../src/schema';

const Record = z.strictObject({
  name: z.string(),
  note: optional(z.string()),
  size: z.number().default(1),
  place: optional(z.strictObject({ city: optional(z.string()), street: optional(z.string()) })),
  tags: z.array(z.string()).default([]),
});
const current = { id: 7, name: 'a', note: 'n', size: 3, place: { city: 'c', street: 's' }, tags: ['x', 'y'] };
const apply = (patch: unknown) => applyMergePatch(Record, JSON.stringify(current), patch as Record<string, unknown>);

// the cases of RFC 7396 that a record can meet
it.each([
  ['leaves what is absent', {}, {}],
  ['replaces a value', { name: 'b' }, { name: 'b' }],
  ['clears by null', { note: null, place: null }, { note: null, place: null }],
  ['merges inside objects', { place: { city: null } }, { place: { city: null, street: 's' } }],
  ['replaces lists whole', { tags: ['z'] }, { tags: ['z'] }],
])('%s', (_what, patch, change) => {
  const { id: _id, ...writable } = current;
  expect(apply(patch)).toEqual({ ...writable, ...change });
});

it.each([
  ['an unknown field', { nam: 'b' }, '/nam'],
  ['an unknown field cleared', { nam: null }, '/nam'],
  ['an unknown field cleared further in', { place: { town: null } }, '/place/town'],
  ['what the service makes', { id: 8 }, '/id'],
  ['a required field cleared', { name: null }, '/name'],
  ['a field with a default cleared, which would change it unasked', { size: null }, '/size'],
  ['a field that JavaScript treats in its own way', JSON.parse('{"__proto__": {"name": "b"}}'), '/__proto__'],
])('refuses %s', (_what, patch, pointer) => {
  expect(() => apply(patch)).toThrow(
    expect.objectContaining({ members: { errors: [expect.objectContaining({ pointer })] } }),
  );
});

it('takes a body as it came, a field that JavaScript treats in its own way included', () => {
  const text = '{"__proto__":{"name":"b"}}';
  expect(JSON.stringify(mergePatchOf(Record).parse(JSON.parse(text)))).toBe(text);
});

it('takes If-Match in every form that means this version', () => {
  for (const header of [undefined, '*', '"3"', 'W/"3"', '"1", "3"'])
    expect(() => requireVersion(header, 3)).not.toThrow();
  for (const header of ['"2"', '3', '', 'W/"33"']) expect(() => requireVersion(header, 3)).toThrow('another version');
});

it('judges only what the patch names: what is stored may be older than the rules', () => {
  const schema = z.strictObject({ phone: z.string().startsWith('+'), active: z.boolean().default(true) });
  const stored = JSON.stringify({ phone: '077', active: true });
  expect(applyMergePatch(schema, stored, { active: false })).toEqual({ phone: '077', active: false });
  expect(applyMergePatch(schema, stored, {})).toEqual({ phone: '077', active: true });
  expect(() => applyMergePatch(schema, stored, { phone: '078' })).toThrow('/phone');
  expect(() => applyMergePatch(schema, stored, { active: 'no' })).toThrow('/active');
  expect(() => applyMergePatch(schema, stored, { unknown: 1 })).toThrow('/unknown');
});

it('holds the rules of the whole also where something else is older than the rules', () => {
  const named = z
    .strictObject({ given: optional(z.string()), family: optional(z.string()), phone: z.literal('+4420') })
    .refine(({ given, family }) => given !== null || family !== null, { path: ['family'], error: 'is required' });
  for (const phone of ['+4420', '077']) {
    const stored = JSON.stringify({ given: 'Ada', family: null, phone });
    expect(() => applyMergePatch(named, stored, { given: null })).toThrow('/family');
    expect(applyMergePatch(named, stored, { given: 'Eve' })).toEqual({ given: 'Eve', family: null, phone });
  }
});

it('leaves what the patch does not change to the letter', () => {
  const schema = z.strictObject({
    name: z.string().trim(),
    dose: z.strictObject({ text: z.string(), most: optional(z.number()) }),
  });
  const stored = { name: ' Ada', dose: { text: '1 tablet' } };
  const applied = (patch: Record<string, unknown>) => applyMergePatch(schema, JSON.stringify(stored), patch);
  expect(applied({ dose: { text: '2 tablets' } })).toEqual({ name: ' Ada', dose: { text: '2 tablets', most: null } });
  expect(applied({ name: 'Eve' })).toEqual({ name: 'Eve', dose: { text: '1 tablet' } });
  // most came later, and is not there
  expect(applied({ dose: { text: '1 tablet' } })).toEqual(stored);
});
