import { verdictOn } from '../src/safety/findings';
import { judge, type KnownAllergy, type Medicine, type OtherMedicine, type SafetyFacts } from '../src/safety/judge';

const unnamed = { near: [], unknownParts: [] };

const medicine = (
  name: string,
  substances: string[],
  classes: string[] = [],
  more: Partial<Medicine> = {},
): Medicine => ({
  ...{ name, words: name.toLowerCase().split(' '), substances, classes, local: false },
  ...unnamed,
  ...more,
});
const other = (one: Medicine, more: Partial<OtherMedicine> = {}): OtherMedicine => ({
  ...one,
  ...{ prescriptionId: 'before', exposure: 'taken', isUncertain: false, isEnding: false, timing: '' },
  ...more,
});
const allergy = (substance: string, substances: string[], classes: string[] = []): KnownAllergy => ({
  ...{ allergyId: 'a', substance, words: substance.toLowerCase().split(' '), substances, classes },
  ...unnamed,
});

const amoxicillin = medicine('Amoxicillin', ['amoxicillin'], ['penicillins']);
const warfarin = medicine('Warfarin', ['warfarin'], ['vitamin k antagonists']);
const ibuprofen = medicine('Ibuprofen', ['ibuprofen'], ['nsaids']);
const naproxen = medicine('Naproxen', ['naproxen'], ['nsaids']);
const bleeding = { severity: 'high', detail: 'Bleeding.', source: 'A label' } as const;

const findingsOf = (one: Medicine, more: Partial<SafetyFacts> = {}) =>
  judge({
    ...{ medicine: one, allergyStatus: 'recorded', allergies: [], others: [], crossAllergies: [] },
    interactions: [{ a: 'vitamin k antagonists', b: 'nsaids', ...bleeding }],
    duplicateSeverity: new Map([['nsaids', 'moderate']]),
    ...more,
  });
const briefly = (findings: ReturnType<typeof judge>) => findings.map(({ rule, severity }) => `${severity} ${rule}`);

describe('allergies', () => {
  const cross = {
    allergy: 'penicillins',
    drug: 'cephalosporins',
    severity: 'moderate',
    detail: 'Some.',
    source: 'x',
  } as const;
  const cefalexin = medicine('Cefalexin', ['cefalexin'], ['cephalosporins']);

  it.each([
    [
      'the drug itself',
      amoxicillin,
      allergy('Amoxil', ['amoxicillin'], ['penicillins']),
      ['high allergy-to-substance'],
    ],
    ['its class', amoxicillin, allergy('Penicillin', ['penicillins']), ['high allergy-to-class']],
    ['a class with a rule', cefalexin, allergy('Penicillin', ['penicillins']), ['moderate cross-allergy']],
    [
      'a drug of a class with a rule',
      cefalexin,
      allergy('Amoxil', ['amoxicillin'], ['penicillins']),
      ['moderate cross-allergy'],
    ],
    ['a relative without a rule', ibuprofen, allergy('Naproxen', ['naproxen'], ['nsaids']), ['moderate cross-allergy']],
    ['something else', warfarin, allergy('Penicillin', ['penicillins']), []],
    ['what is not known', warfarin, allergy('Cat hair', []), ['low allergy-not-in-knowledge']],
  ])('to %s', (_what, one, known, expected) => {
    expect(briefly(findingsOf(one, { allergies: [known], crossAllergies: [cross] }))).toEqual(expected);
  });

  it('are found by name where the knowledge has neither', () => {
    const unknown = medicine('Zyloprimex', []);
    expect(briefly(findingsOf(unknown, { allergies: [allergy('Zyloprimex', [])] }))).toEqual([
      'high allergy-to-substance',
      'low allergy-not-in-knowledge',
      'low medication-not-in-knowledge',
    ]);
  });

  it('are looked for behind a slip of the pen, as no more than moderate', () => {
    const near = [{ name: 'amoxicillin', substances: ['amoxicillin'], classes: ['penicillins'] }];
    const found = findingsOf(medicine('Amoxicllin', [], [], { near }), {
      allergies: [allergy('Penicillin', ['penicillins'])],
    });
    expect(briefly(found)).toEqual(['moderate allergy-to-class', 'moderate name-not-certain']);
    expect(found[0]?.inputs.nearTo).toEqual(['amoxicillin']);
  });

  it.each([
    ['not-asked', ['low allergies-not-asked']],
    ['not-checked', ['low allergies-not-checked']],
    ['none-known', []],
  ] as const)('that are %s', (allergyStatus, expected) => {
    expect(briefly(findingsOf(warfarin, { allergyStatus }))).toEqual(expected);
  });
});

describe('the same medicine again', () => {
  const again = (more: Partial<OtherMedicine>) =>
    briefly(findingsOf(amoxicillin, { others: [other(amoxicillin, more)] }));

  it('is high while it is taken, moderate as a renewal, and nothing once it has been used up', () => {
    expect(again({})).toEqual(['high duplicate-medication']);
    expect(again({ isEnding: true })).toEqual(['moderate duplicate-medication']);
    expect(again({ exposure: 'leaving' })).toEqual([]);
    expect(again({ exposure: 'at-hand' })).toEqual([]);
    expect(again({ exposure: 'at-hand', isEnding: true })).toEqual(['moderate duplicate-medication']);
  });

  it('matters less where it is put on one place, or may be gone', () => {
    expect(again({ local: true })).toEqual(['moderate duplicate-medication']);
    expect(again({ isUncertain: true })).toEqual(['moderate duplicate-medication']);
  });

  it('of one class matters as much as the class says', () => {
    const facts = { others: [other(naproxen)] };
    expect(briefly(findingsOf(ibuprofen, facts))).toEqual(['moderate duplicate-class']);
    expect(findingsOf(ibuprofen, { ...facts, duplicateSeverity: new Map() })).toEqual([]);
    expect(findingsOf(warfarin, { ...facts, interactions: [] })).toEqual([]);
  });
});

describe('an interaction', () => {
  const found = (one: Medicine, before: OtherMedicine, detail = 'Bleeding.') =>
    findingsOf(one, {
      others: [before],
      interactions: [{ a: 'vitamin k antagonists', b: 'nsaids', ...bleeding, detail }],
    });

  it('is found whichever of the two comes first, and says by which names', () => {
    expect(found(warfarin, other(ibuprofen))).toEqual([
      {
        rule: 'interaction',
        severity: 'high',
        inputs: {
          medication: 'Warfarin',
          against: 'Ibuprofen',
          prescriptionId: 'before',
          by: ['vitamin k antagonists', 'nsaids'],
        },
        detail: 'Warfarin with Ibuprofen: Bleeding.',
        source: 'A label',
      },
    ]);
    expect(found(ibuprofen, other(warfarin))).toMatchObject([{ inputs: { by: ['nsaids', 'vitamin k antagonists'] } }]);
  });

  it('with what was stopped is moderate, unless the label contraindicates it until the first is out of the body', () => {
    for (const exposure of ['leaving', 'at-hand'] as const) {
      const before = other(ibuprofen, { exposure, timing: ', stopped yesterday' });
      expect(briefly(found(warfarin, before))).toEqual(['moderate interaction']);
      expect(briefly(found(warfarin, before, 'Bleeding; contraindicated.'))).toEqual(['high interaction']);
      expect(found(warfarin, before)[0]?.detail).toContain('Ibuprofen, stopped yesterday');
    }
  });

  it('with what stays where it is put is moderate', () => {
    expect(briefly(found(warfarin, other({ ...ibuprofen, local: true })))).toEqual(['moderate interaction']);
    expect(briefly(found({ ...ibuprofen, local: true }, other(warfarin)))).toEqual(['moderate interaction']);
  });
});

it('lists the gravest first', () => {
  const found = findingsOf(ibuprofen, {
    allergyStatus: 'not-asked',
    others: [other(medicine('Quarringtonium', [])), other(naproxen), other(warfarin)],
  });
  expect(briefly(found)).toEqual([
    'high interaction',
    'moderate duplicate-class',
    'low medication-not-in-knowledge',
    'low allergies-not-asked',
  ]);
});

it('names the parts of a combination that were not checked', () => {
  const part = medicine('Amlodipine/Quarrington', ['amlodipine'], [], { unknownParts: ['quarrington'] });
  expect(findingsOf(part)).toMatchObject([
    { rule: 'medication-not-in-knowledge', detail: expect.stringContaining('quarrington in Amlodipine/Quarrington') },
  ]);
});

it('is overridden only if every high finding was accepted', () => {
  const found = findingsOf(ibuprofen, { others: [other(warfarin)], allergies: [allergy('Brufen', ['ibuprofen'])] });
  expect(briefly(found)).toEqual(['high allergy-to-substance', 'high interaction']);
  expect(verdictOn(found, () => true)).toBe('overridden');
  expect(verdictOn(found, ({ rule }) => rule === 'interaction')).toBe('unsafe');
  expect(verdictOn(findingsOf(warfarin, { allergyStatus: 'not-asked' }), () => false)).toBe('caution');
  expect(verdictOn(findingsOf(warfarin), () => false)).toBe('safe');
});
