import { convert, sameUnit, unitOf } from '../src/dosage-units';

it.each<[string, string, string]>([
  ['mass', 'mg', 'mg MG Mg mgs mg. milligram Milligrams milligramme ｍｇ ㎎'],
  ['mass', 'microgram', 'mcg ug µg μg ㎍ MCG microgram(s) micrograms microgrammes'],
  ['mass', 'nanogram', 'ng nanograms'],
  ['mass', 'g', 'g G gm grams gramme'],
  ['volume', 'ml', 'ml mL ML mls cc cm3 cm³ millilitres milliliter'],
  ['volume', 'l', 'l L litre liters'],
  ['volume', 'microlitre', 'µl μL ul mcl microlitres'],
  ['substance', 'mmol', 'mmol mMol millimoles'],
  ['equivalent', 'mEq', 'mEq meq'],
  ['unit', 'unit', 'U u IU iu I.U. IU. [iU] [IU] [U] UNT unit units Unit(s) {unit} UI IE'],
  ['unit', 'milliunit', 'mU mIU m[iU] milliunits'],
  ['unit', 'million units', 'MU MIU M[iU] 10*6.[iU] megaunits'],
  ['count', 'tablet', 'tablet Tablets TABLET tab tabs Tab. {tablet} {tbl} tablet(s) tab(s) {tablets}'],
  ['count', 'capsule', 'capsule caps {capsule} Capsules'],
  ['count', 'drop', 'drop drops [drp] gtt gtts {drop}'],
  ['count', 'patch', 'patch patches patch(es)'],
  ['count', 'suppository', 'suppository suppositories supp'],
])('knows as %s %s: %s', (kind, name, spellings) => {
  for (const spelling of spellings.split(' '))
    expect([spelling, unitOf(spelling)]).toMatchObject([spelling, { kind, name }]);
});

it.each([
  ['international units', 'unit'],
  ['million units', 'million units'],
  ['capsule (slow release)', 'capsule'],
  ['modified-release tablet', 'tablet'],
  ['tablet, film coated', 'tablet'],
  ['tablets (MR)', 'tablet'],
  ['eye drops', 'drop'],
  ['pre-filled pen', 'pen'],
])('knows %s as %s', (spelling, name) => {
  expect(unitOf(spelling)).toMatchObject({ name });
});

it.each([
  ...['', '%', 'mg/ml', 'mg/kg', 'mg/5 ml', 'mcg/h', 'U/kg', 'kBq', 'MBq', 'gr', 'grain', 'half tablet', '5 mg tablet'],
  ...[
    'tablet (half)',
    '1/2 tablet',
    'box of 28',
    'таблетка',
    'таб',
    '片',
    'قرص',
    'comprimé',
    'Mu',
    'constructor',
    '{}',
  ],
])('does not guess what %p is', (spelling) => {
  expect(unitOf(spelling)).toBeUndefined();
});

it.each([
  ['tablet', 'Tab.', true],
  ['µg', 'μg', true],
  ['mcg', 'micrograms', true],
  ['U', 'units', true],
  ['таблетка', 'Таблетка', true],
  ['片', '片', true],
  ['mg/ml', 'mg/ml', true],
  ['mg', 'mcg', false],
  ['mg', 'ml', false],
  ['mU', 'MU', false],
  ['MBq', 'mBq', false],
  ['tablet', 'capsule', false],
  ['tablet', 'таблетка', false],
  ['half tablet', 'tablet', false],
])('%s and %s are the same unit: %s', (a, b, same) => {
  expect(sameUnit(a, b)).toBe(same);
  expect(sameUnit(b, a)).toBe(same);
});

it.each<[number, string, string, number | undefined]>([
  [0.1, 'mg', 'microgram', 100],
  [100, 'mcg', 'mg', 0.1],
  [0.3, 'g', 'mg', 300],
  [2, 'kg', 'g', 2000],
  [250, 'ng', 'µg', 0.25],
  [15, 'ml', 'l', 0.015],
  [1, 'cl', 'ml', 10],
  [50, 'µl', 'mL', 0.05],
  [3, 'MU', 'units', 3_000_000],
  [2, 'tablets', 'tab', 2],
  [7, '片', '片', 7],
  [1, 'mg', 'ml', undefined],
  [1, 'units', 'mg', undefined],
  [1, 'mmol', 'mEq', undefined],
  [1, 'tablet', 'capsule', undefined],
  [1, 'teaspoon', 'ml', undefined],
  [1, 'mg', 'таблетка', undefined],
])('%d %s in %s is %p', (amount, from, to, converted) => {
  expect(convert(amount, from, to)).toBe(converted);
});
