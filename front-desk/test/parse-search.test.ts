import { ageOn } from '../src/find/birth-date';
import { isMrn } from '../src/find/mrn';
import { filtersOf, parseSearch } from '../src/find/parse-search';

const today = '2026-11-27';
const understood = (typed: string, dayFirst = true) => filtersOf(parseSearch(typed, dayFirst, today));

describe('what was typed into the one field', () => {
  it.each([
    ['maria 3.2.1980', { name: 'maria', birthDate: '1980-02-03' }],
    ['1980-02-03 Garcia Maria', { name: 'Garcia Maria', birthDate: '1980-02-03' }],
    ['maria 1980', { name: 'maria', birthDate: '1980' }],
    ['1980-02', { birthDate: '1980-02' }],
    ['3.2.80', { birthDate: '1980-02-03' }],
    ['3.2.27', { birthDate: '1927-02-03' }],
    ['100-002-015', { mrn: '100-002-015' }],
    ['100002015', { mrn: '100-002-015' }],
    ['100 002 015 lovelace', { name: 'lovelace', mrn: '100-002-015' }],
    ['+44 20 7946 0018', { phone: '+442079460018' }],
    ['khoury (020) 7946-0018', { name: 'khoury', phone: '02079460018' }],
    ['maria +44 20 7946 0018 3.2.1980', { name: 'maria', phone: '+442079460018', birthDate: '1980-02-03' }],
    ['0018', { phone: '0018' }],
    ['khoury 46-0018', { name: 'khoury', phone: '460018' }],
    ['maria ٠٠١٨ 1980', { name: 'maria', phone: '0018', birthDate: '1980' }],
    ['1980 1984', { birthDate: '1980', phone: '1984' }],
    ['ada@example.org', { email: 'ada@example.org' }],
    ['١٠٠٠٠٢٠١٥', { mrn: '100-002-015' }],
    ['山', { name: '山' }],
    ["O'Brien", { name: "O'Brien" }],
  ])('%s', (typed, filters) => {
    expect(understood(typed)).toEqual(filters);
  });

  it.each(['', ' ', 'm', '12', '018', '+44 20', '3.2.', '03/02', '03/02/', '03/02/198', '1980-0'])(
    'asks nothing yet for %j',
    (typed) => {
      expect(understood(typed)).toBeUndefined();
    },
  );

  it('says which digits it could not use', () => {
    expect(parseSearch('maria 012', true, today)).toMatchObject({ name: 'maria', unfinished: '012' });
  });

  it('reads slashes as the place does, and knows the other reading', () => {
    expect(parseSearch('03/02/1980', true, today).birthDate).toEqual({ value: '1980-02-03', other: '1980-03-02' });
    expect(parseSearch('03/02/1980', false, today).birthDate).toEqual({ value: '1980-03-02', other: '1980-02-03' });
    expect(parseSearch('13/02/1980', false, today).birthDate).toEqual({ value: '1980-02-13', other: undefined });
    expect(parseSearch('02/02/1980', true, today).birthDate).toEqual({ value: '1980-02-02', other: undefined });
  });

  it.each(['31.2.1980', '2030-01-01', '1.1.2030', '0.1.1980'])('takes %s for no birth date', (typed) => {
    expect(parseSearch(typed, true, today).birthDate).toBeUndefined();
  });
});

test('a number with a wrong digit or two swapped is no MRN', () => {
  expect(isMrn('100002015')).toBe(true);
  for (const wrong of ['100002016', '100020015', '010002015', '10000201']) expect(isMrn(wrong)).toBe(false);
});

test.each([
  ['1980-11-27', 46],
  ['1980-11-28', 45],
  ['1980', 46],
])('on %s a person is %i', (birthDate, years) => {
  expect(ageOn(today, birthDate)).toMatchObject({ years, isAbout: birthDate.length < 10 });
});

test('a small child has months', () => {
  expect(ageOn(today, '2026-10-28').months).toBe(0);
  expect(ageOn(today, '2025-11-27').months).toBe(12);
});
