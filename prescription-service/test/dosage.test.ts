import { withText, type Dosage } from '../src/dosage';
import { dosageText } from '../src/dosage-text';

const none: Dosage = {
  ...{ text: null, dose: null, doseUnit: null, route: null, frequency: null },
  ...{ period: null, periodUnit: null, asNeeded: null, durationDays: null },
};
const tablet = { dose: 1, doseUnit: 'tablet', route: 'oral' };

it.each<[string | null, Partial<Dosage>]>([
  [
    '1 tablet by mouth twice a day for 7 days',
    { ...tablet, frequency: 2, period: 1, periodUnit: 'd', durationDays: 7 },
  ],
  ['1 tablet by mouth once a day for 1 day', { ...tablet, frequency: 1, period: 1, periodUnit: 'd', durationDays: 1 }],
  ['2 tablets by mouth 3 times a day', { ...tablet, dose: 2, frequency: 3, periodUnit: 'd' }],
  ['0.5 tablet by mouth once a day', { ...tablet, dose: 0.5, frequency: 1, period: 1, periodUnit: 'd' }],
  ['1.5 tablets by mouth once a week', { ...tablet, dose: 1.5, frequency: 1, period: 1, periodUnit: 'wk' }],
  [
    '1 tablet by mouth every 6 hours as needed',
    { ...tablet, frequency: 1, period: 6, periodUnit: 'h', asNeeded: true },
  ],
  ['1 tablet by mouth every 2 days', { ...tablet, period: 2, periodUnit: 'd' }],
  ['1 tablet by mouth twice every 3 weeks', { ...tablet, frequency: 2, period: 3, periodUnit: 'wk' }],
  ['1 tablet by mouth every 0.5 hours', { ...tablet, period: 0.5, periodUnit: 'h' }],
  [
    '1 drop into the eye once an hour',
    { dose: 1, doseUnit: 'drop', route: 'ophthalmic', frequency: 1, period: 1, periodUnit: 'h' },
  ],
  [
    '2 patches on the skin once a month',
    { dose: 2, doseUnit: 'patch', route: 'transdermal', frequency: 1, periodUnit: 'mo' },
  ],
  ['2 puffs by inhalation as needed', { dose: 2, doseUnit: 'puff', route: 'Inhaled', asNeeded: true }],
  ['5 mL by mouth 4 times a day', { dose: 5, doseUnit: 'mL', route: 'PO', frequency: 4, period: 1, periodUnit: 'd' }],
  [
    '2 suppositories into the rectum once a year',
    { dose: 2, doseUnit: 'suppository', route: 'rectal', periodUnit: 'a' },
  ],
  ['2 doses (intrathecal) 5 times', { dose: 2, route: 'intrathecal', frequency: 5 }],
  ['18 units under the skin', { dose: 18, doseUnit: 'units', route: 'subcutaneous' }],
  ['as needed', { asNeeded: true }],
  [null, { asNeeded: false }],
  [null, {}],
])('reads %p', (text, parts) => {
  expect(dosageText({ ...none, ...parts })).toBe(text);
});

it('follows its parts, unless somebody wrote it', () => {
  const before = withText({ ...none, ...tablet, frequency: 1, periodUnit: 'd' });
  expect(before.text).toBe('1 tablet by mouth once a day');
  expect(withText({ ...before, frequency: 2 }, before).text).toBe('1 tablet by mouth twice a day');
  const written = { ...before, text: 'each morning' };
  expect(withText({ ...written, frequency: 2 }, written).text).toBe('each morning');
  expect(withText(null)).toBeNull();
});
