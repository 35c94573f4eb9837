import type { Dosage } from '../src/dosage';
import { dosageText } from '../src/dosage-text';

const none: Dosage = {
  ...{ text: null, dose: null, doseUnit: null, route: null, frequency: null },
  ...{ period: null, periodUnit: null, asNeeded: null, durationDays: null },
};
const textOf = (parts: Partial<Dosage>) => dosageText({ ...none, ...parts });

// units are never abbreviated: they were read as 0, 4, cc or IV
it.each([
  'U',
  'u',
  'IU',
  'iu',
  'I.U.',
  'unit',
  'units',
  'UNT',
  '[iU]',
  '[IU]',
  '[U]',
  '{unit}',
  'UI',
  'IE',
  'Units',
  'Us',
  'Int. units',
])('writes 10 %s as units', (doseUnit) => {
  expect(textOf({ dose: 10, doseUnit })).toBe('10 units');
  expect(textOf({ dose: 1, doseUnit })).toBe('1 unit');
  expect(textOf({ dose: 0.5, doseUnit })).toBe('0.5 units');
});

it.each(['mcg', 'ug', 'µg', 'μg', 'MCG', 'microgram', 'micrograms', 'microgram(s)'])(
  'writes 25 %s as micrograms',
  (doseUnit) => {
    expect(textOf({ dose: 25, doseUnit })).toBe('25 micrograms');
    expect(textOf({ dose: 1, doseUnit })).toBe('1 microgram');
    expect(textOf({ dose: 0.5, doseUnit })).toBe('0.5 micrograms');
  },
);

it.each([
  // symbols, compounds and what is no English word
  ...['mg', 'g', 'kg', 'ml', 'mL', 'L', 'mmol', 'mEq', 'mol', '%', 'cm', 'kBq', 'MBq', 'mCi', 'kcal', 'kJ', 'mmHg'],
  ...['mg/ml', 'mg/kg', 'mg/5 ml', 'g/day', 'ml/h', 'mmol/l', 'mg/m2', 'mg/kg/min', 'mg.kg-1', "[arb'U]", 'CFU', 'FIP'],
  ...['таблетка', 'таблетки', 'ЕД', 'мг', '片', '錠', '滴', 'قرص', 'كبسولة', 'δισκίο', 'טבליה', 'गोली', 'เม็ด', '정'],
  ...['comprimé', 'comprimido', 'Tablette', 'Hub', 'Tropfen', 'gélule', 'stuks', 'tabletki', 'ﬁ', 'x', 'zz'],
  ...['constructor', '__proto__', 'toString'],
])('leaves %s as it is', (doseUnit) => {
  expect(textOf({ dose: 3, doseUnit })).toBe(`3 ${doseUnit}`);
  expect(textOf({ dose: 1, doseUnit })).toBe(`1 ${doseUnit}`);
});

it.each([
  // of a compound, only what is counted changes
  ['U/kg', '3 units/kg', '1 unit/kg'],
  ['[iU]/mL', '3 units/mL', '1 unit/mL'],
  ['IU / kg', '3 units / kg', '1 unit / kg'],
  ['mcg/h', '3 micrograms/h', '1 microgram/h'],
  ['μg/kg/min', '3 micrograms/kg/min', '1 microgram/kg/min'],
  ['ng/ml', '3 nanograms/ml', '1 nanogram/ml'],
  ['mg/{dose}', '3 mg/dose', '1 mg/dose'],
  ['drop/eye', '3 drops/eye', '1 drop/eye'],
  // thousands and millions of units
  ['MU', '3 million units', '1 million units'],
  ['MIU', '3 million units', '1 million units'],
  ['million IU', '3 million units', '1 million units'],
  ['kU', '3 thousand units', '1 thousand units'],
  ['mU', '3 milliunits', '1 milliunit'],
  // spellings that were misread
  ['cc', '3 ml', '1 ml'],
  ['mgs', '3 mg', '1 mg'],
  ['MG', '3 mg', '1 mg'],
  ['mls', '3 ml', '1 ml'],
  ['gm', '3 g', '1 g'],
  ['l', '3 L', '1 L'],
  ['ul', '3 microlitres', '1 microlitre'],
  ['㎎', '3 mg', '1 mg'],
  // words in braces, brackets or full, whatever their number was
  ['{tablet}', '3 tablets', '1 tablet'],
  ['{tablets}', '3 tablets', '1 tablet'],
  ['[drp]', '3 drops', '1 drop'],
  ['{drop}', '3 drops', '1 drop'],
  ['{puff}/{nostril}', '3 puffs/nostril', '1 puff/nostril'],
  ['tablet(s)', '3 tablets', '1 tablet'],
  ['tablets', '3 tablets', '1 tablet'],
  ['tablet[s]', '3 tablets', '1 tablet'],
  ['[tablet]', '3 tablets', '1 tablet'],
  ['Tab.', '3 tablets', '1 tablet'],
  ['½ tablet', '3 × ½ tablets', '1 × ½ tablet'],
  ['half tablet', '3 half tablets', '1 half tablet'],
  ['TABLET', '3 tablets', '1 tablet'],
  ['patch(es)', '3 patches', '1 patch'],
  ['capsule (slow release)', '3 capsules (slow release)', '1 capsule (slow release)'],
  ['capsule(slow release)', '3 capsules(slow release)', '1 capsule(slow release)'],
  ['tablets, film-coated', '3 tablets, film-coated', '1 tablet, film-coated'],
  ['modified-release tablet', '3 modified-release tablets', '1 modified-release tablet'],
  ['{chewable tablet}', '3 chewable tablets', '1 chewable tablet'],
  ['drop in each eye', '3 drops in each eye', '1 drop in each eye'],
  ['units (U-100)', '3 units (U-100)', '1 unit (U-100)'],
  ['international units', '3 units', '1 unit'],
  ['5 mg tablet', '3 × 5 mg tablets', '1 × 5 mg tablet'],
  ['5 ml spoonful', '3 × 5 ml spoonfuls', '1 × 5 ml spoonful'],
  ['10 IU', '3 × 10 units', '1 × 10 units'],
  // English
  ['puff', '3 puffs', '1 puff'],
  ['suppository', '3 suppositories', '1 suppository'],
  ['spray', '3 sprays', '1 spray'],
  ['sachet', '3 sachets', '1 sachet'],
  ['dose', '3 doses', '1 dose'],
  ['ampoule', '3 ampoules', '1 ampoule'],
  ['teaspoon', '3 teaspoons', '1 teaspoon'],
  ['tablespoonfuls', '3 tablespoonfuls', '1 tablespoonful'],
  ['pen', '3 pens', '1 pen'],
  ['bolus', '3 boluses', '1 bolus'],
  ['milligram', '3 milligrams', '1 milligram'],
  ['litres', '3 litres', '1 litre'],
])('counts in %s', (doseUnit, three, one) => {
  expect(textOf({ dose: 3, doseUnit })).toBe(three);
  expect(textOf({ dose: 1, doseUnit })).toBe(one);
});

it.each([
  [1000, '1,000 mg'],
  [1_000_000, '1,000,000 mg'],
  [1e-7, '0.0000001 mg'],
  [0.000001, '0.000001 mg'],
  [62.5, '62.5 mg'],
  [999.999999, '999.999999 mg'],
  [1e21, '1,000,000,000,000,000,000,000 mg'],
])('writes %p out', (dose, text) => {
  expect(textOf({ dose, doseUnit: 'mg' })).toBe(text);
});

const tablet = { dose: 1, doseUnit: 'tablet', route: 'oral' };
const daily = { frequency: 1, period: 1, periodUnit: 'd' };

it.each<[string, Partial<Dosage>]>([
  ['1 to 2 tablets by mouth', { ...tablet, doseMax: 2 }],
  ['0.5 to 1 tablet by mouth', { ...tablet, dose: 0.5, doseMax: 1 }],
  ['1 to 2 units', { dose: 1, doseMax: 2, doseUnit: 'U' }],
  ['2.5 to 5 mg/kg', { dose: 2.5, doseMax: 5, doseUnit: 'mg/kg' }],
  ['1 tablet by mouth 1 to 2 times a day', { ...tablet, ...daily, frequencyMax: 2 }],
  ['1 tablet by mouth up to twice a day', { ...tablet, frequencyMax: 2, periodUnit: 'd' }],
  ['1 tablet by mouth up to 4 times a day as needed', { ...tablet, frequencyMax: 4, periodUnit: 'd', asNeeded: true }],
  ['1 tablet by mouth up to once every 2 days', { ...tablet, frequencyMax: 1, period: 2, periodUnit: 'd' }],
  ['up to 3 times', { frequencyMax: 3 }],
  ['1 tablet by mouth every 4 to 6 hours', { ...tablet, period: 4, periodMax: 6, periodUnit: 'h' }],
  ['1 tablet by mouth every 1 to 2 days', { ...tablet, ...daily, periodMax: 2 }],
  [
    '1 tablet by mouth twice every 1 to 2 weeks',
    { ...tablet, frequency: 2, period: 1, periodMax: 2, periodUnit: 'wk' },
  ],
  [
    '1 to 2 tablets by mouth every 4 to 6 hours as needed for 3 days, no more than 8 tablets in 24 hours',
    {
      ...{ ...tablet, doseMax: 2, period: 4, periodMax: 6, periodUnit: 'h' },
      ...{ asNeeded: true, durationDays: 3, maxPerDay: 8 },
    },
  ],
  ['1 tablet by mouth every 12 hours', { ...tablet, period: 0.5, periodUnit: 'd' }],
  ['1 tablet by mouth every 12 to 24 hours', { ...tablet, period: 0.5, periodMax: 1, periodUnit: 'd' }],
  ['1 tablet by mouth every 6 months', { ...tablet, period: 0.5, periodUnit: 'a' }],
  ['1 tablet by mouth every 0.5 weeks', { ...tablet, period: 0.5, periodUnit: 'wk' }],
  ['1 tablet by mouth every 1,000 seconds', { ...tablet, period: 1000, periodUnit: 's' }],
  ['1 tablet by mouth twice a week', { ...tablet, frequency: 2, period: 1, periodUnit: 'wk' }],
  ['1 tablet by mouth', { ...tablet, route: 'Oral route' }],
  ['1 tablet by mouth', { ...tablet, route: 'P.O.' }],
  [
    '40 mg by mouth once a day for 7 days, then 20 mg once a day for 7 days, then 10 mg once a day',
    {
      ...{ doseUnit: 'mg', route: 'oral' },
      steps: [
        { ...none, ...daily, dose: 40, durationDays: 7 },
        { ...none, ...daily, dose: 20, durationDays: 7 },
        { ...none, ...daily, dose: 10 },
      ],
    },
  ],
  [
    '0.5 tablet twice a day for 1 day, then 1 to 2 capsules up to 3 times a day, all as needed',
    {
      asNeeded: true,
      steps: [
        { ...none, dose: 0.5, doseUnit: 'tablet', frequency: 2, periodUnit: 'd', durationDays: 1 },
        { ...none, dose: 1, doseMax: 2, doseUnit: 'capsule', frequencyMax: 3, periodUnit: 'd' },
      ],
    },
  ],
])('reads %p', (text, parts) => {
  expect(textOf(parts)).toBe(text);
});

it('has room for the longest', () => {
  const longest = {
    ...{ dose: 111_111_111.111111, doseMax: 222_222_222.222222, doseUnit: 'm'.repeat(50) },
    ...{ frequency: 999, frequencyMax: 1000, period: 111_111_111.111111, periodMax: 222_222_222.222222 },
    ...{ periodUnit: 'min', durationDays: 1000 },
  };
  const text = textOf({ route: 'm'.repeat(50), asNeeded: true, steps: Array<typeof longest>(20).fill(longest) });
  expect(text?.length).toBeLessThan(5000);
});
