import { units as arabic } from '../src/texts/ar/units';
import { units as english } from '../src/texts/en/units';

const inEnglish = (n: number, unit: string) => english.countedIn(n, String(n), unit);
const inArabic = (n: number, unit: string) => arabic.countedIn(n, String(n), unit);

it('counts what is counted, and leaves measures as they are', () => {
  expect(inEnglish(24, 'tablet')).toBe('24 tablets');
  expect(inEnglish(1, 'Tablets')).toBe('1 tablet');
  expect(inEnglish(0, 'capsule')).toBe('0 capsules');
  expect(inEnglish(0.5, 'tablet(s)')).toBe('0.5 tablet');
  expect(inEnglish(2, 'suppository')).toBe('2 suppositories');
  expect(inEnglish(3, 'patch')).toBe('3 patches');
  expect(inEnglish(200, 'ml')).toBe('200 ml');
  expect(inEnglish(2, '5 mg tablet')).toBe('2 5 mg tablet');
});

it('counts in Arabic by its six forms', () => {
  expect([0, 1, 2, 3, 11, 100, 1.5].map((n) => inArabic(n, 'tablets'))).toEqual([
    '0 قرص',
    'قرص واحد',
    'قرصان',
    '3 أقراص',
    '11 قرصًا',
    '100 قرص',
    '1.5 قرص',
  ]);
  expect([1, 2, 3, 20].map((n) => inArabic(n, 'capsule'))).toEqual([
    'كبسولة واحدة',
    'كبسولتان',
    '3 كبسولات',
    '20 كبسولة',
  ]);
  expect(inArabic(200, 'ml')).toBe('200 ml');
  expect(inArabic(4, 'globule')).toBe('4 globule');
});
