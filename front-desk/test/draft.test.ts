import { changed, emptyDraft, orderOf as orderIn, saidBeside, type Draft } from '../src/prescribe/draft';
import { numberOf } from '../src/texts/number-of';

const english = { decimal: '.', group: ',' };
const german = { decimal: ',', group: '.' };
const orderOf = (draft: Draft) => orderIn(draft, english);

const tablet = { ...emptyDraft, name: ' Paracetamol ', dose: '1', doseUnit: 'tablet' };

test.each([
  ['2', 2],
  ['2.5', 2.5],
  ['2,5', 2.5],
  ['٢٫٥', 2.5],
  ['۱۲', 12],
  ['1-2', null],
  ['-1', null],
  ['1e3', null],
  ['', null],
  ['0,125', 0.125],
  ['1.125', 1.125],
  // a thousand, or one
  ['1,000', null],
  ['٥٠٠', 500],
])('%s is read as %s', (typed, number) => {
  expect(numberOf(typed, english)).toBe(number);
});

test('which sign may separate thousands depends on where the person is', () => {
  expect(numberOf('1,125', german)).toBe(1.125);
  expect(numberOf('1.125', german)).toBeNull();
});

test('an order says what was written, and nothing of what was not', () => {
  expect(orderOf(tablet)).toEqual({
    medication: { name: 'Paracetamol' },
    dosage: { dose: 1, doseUnit: 'tablet' },
    refills: 0,
  });
  expect(orderOf({ ...emptyDraft, name: 'Paracetamol' })).toEqual({ medication: { name: 'Paracetamol' }, refills: 0 });
});

test('how often is a frequency in a period', () => {
  expect(orderOf({ ...tablet, often: '1/8/h' })?.dosage).toMatchObject({ frequency: 1, period: 8, periodUnit: 'h' });
  const otherwise = { ...tablet, often: 'other', frequency: '2', period: '', periodUnit: 'wk' };
  expect(orderOf(otherwise)?.dosage).toEqual({ dose: 1, doseUnit: 'tablet', frequency: 2, periodUnit: 'wk' });
});

test('a most in 24 hours counts only where it is taken as needed', () => {
  expect(orderOf({ ...tablet, maxPerDay: '8' })?.dosage).not.toHaveProperty('maxPerDay');
  expect(orderOf({ ...tablet, maxPerDay: '8', asNeeded: true })?.dosage).toMatchObject({
    maxPerDay: 8,
    asNeeded: true,
  });
});

test('without a medication, or with a number that is none, there is nothing to ask', () => {
  expect(orderOf({ ...tablet, name: '  ' })).toBeUndefined();
  expect(orderOf({ ...tablet, dose: 'one' })).toBeUndefined();
});

test('the quantity is counted as the dose is, until somebody says otherwise', () => {
  const followed = changed(emptyDraft, { doseUnit: 'ml' });
  expect(followed.quantityUnit).toBe('ml');
  const said = changed(followed, { quantityUnit: 'bottle' });
  expect(changed(said, { doseUnit: 'mg' }).quantityUnit).toBe('bottle');
});

test('why it is given and what the pharmacist should know stand beside the order', () => {
  const draft = { ...tablet, reason: ' Fever ', note: ' No sugar ' };
  expect(orderOf(draft)).toEqual(orderOf(tablet));
  expect(saidBeside(draft)).toEqual({ reasons: [{ text: 'Fever' }], note: 'No sugar' });
  expect(saidBeside({ ...tablet, reason: ' ' })).toEqual({});
});
