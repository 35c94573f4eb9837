import { documentNumberIn } from '../src/cash/document-number';
import { parseAmount } from '../src/cash/parse-amount';
import { readTill, type Draft } from '../src/cash/read-till';
import { shareOut } from '../src/cash/share-out';
import { plainAmount, toMajor, toMinor } from '../src/texts/currency';

const british = { decimal: '.', group: ',' };
const german = { decimal: ',', group: '.' };

describe('an amount that is typed', () => {
  it.each([
    ['12.5', 'USD', british, 1250],
    ['$1,234.50', 'USD', british, 123450],
    ['1,23,456', 'INR', british, 12345600],
    ['12,50 EUR', 'EUR', german, 1250],
    ['1.234', 'EUR', german, 123400],
    ['.05', 'USD', british, 5],
    ['500', 'JPY', british, 500],
    ['1.234', 'KWD', british, 1234],
    ['١٢٫٥٠', 'USD', british, 1250],
    ['１２', 'USD', british, 1200],
    ['99999999999', 'USD', british, 9999999999900],
  ])('%s in %s is read', (typed, currency, signs, minor) => {
    expect(parseAmount(typed, currency, signs)).toEqual({ minor });
  });

  it.each([
    ['', 'empty'],
    ['  ', 'empty'],
    ['12,50', 'two-readings'],
    ['1,2345', 'two-readings'],
    ['1.2.3', 'two-readings'],
    ['12.505', 'too-many-decimals'],
    ['12a', 'not-a-number'],
    ['1e3', 'not-a-number'],
    ['12 EUR', 'not-a-number'],
    ['-5', 'not-positive'],
    ['0.00', 'not-positive'],
    ['100000000000', 'too-much'],
  ])('%p is refused: %s', (typed, fault) => {
    expect(parseAmount(typed, 'USD', british)).toEqual({ fault });
  });

  it('is a whole number of minor units, to and fro', () => {
    expect(toMinor(0.29, 'USD')).toBe(29);
    expect(toMinor(1.005, 'KWD')).toBe(1005);
    expect(toMinor(-4.2, 'USD')).toBe(-420);
    expect(toMajor(9995, 'USD')).toBe(99.95);
    expect(toMajor(7, 'JPY')).toBe(7);
    expect(plainAmount(5, 'USD', ',')).toBe('0,05');
  });
});

it('shares a sum out among the bills, the oldest first, and the change goes with the last share', () => {
  const bills = [
    { billId: 'a', due: 3000 },
    { billId: 'b', due: 5000 },
  ];
  const part = { reference: '' };
  expect(
    shareOut(bills, [
      { ...part, method: 'card', amount: 4000, given: undefined },
      { ...part, method: 'cash', amount: 2000, given: 2500 },
    ]),
  ).toEqual([
    { ...part, billId: 'a', method: 'card', amount: 3000, given: undefined },
    { ...part, billId: 'b', method: 'card', amount: 1000, given: undefined },
    { ...part, billId: 'b', method: 'cash', amount: 2000, given: 2500 },
  ]);
  expect(shareOut(bills, [{ ...part, method: 'cash', amount: 8000, given: 10000 }])).toEqual([
    { ...part, billId: 'a', method: 'cash', amount: 3000, given: 3000 },
    { ...part, billId: 'b', method: 'cash', amount: 5000, given: 7000 },
  ]);
});

describe('the till', () => {
  const draft: Draft = { id: 0, method: 'cash', amount: undefined, given: '', reference: '' };
  const terms = { due: 10000, deposit: 2000, currency: 'USD', signs: british };
  const read = (...drafts: Partial<Draft>[]) =>
    readTill(
      drafts.map((one, id) => ({ ...draft, id, ...one })),
      terms,
    );

  it('begins with all that is owed, and gives the change', () => {
    expect(read({ given: '120' })).toMatchObject({
      sum: 10000,
      parts: [{ amount: 10000, given: 12000, change: 2000 }],
    });
  });

  it('gives the rest to the last method for which nothing was typed', () => {
    expect(read({ method: 'card', amount: '60' }, {})).toMatchObject({ sum: 10000, parts: [{}, { amount: 4000 }] });
    expect(read({}, {})).toMatchObject({ ready: undefined, parts: [{ amountFault: 'empty' }, { amount: 10000 }] });
  });

  it('is not ready while something is wrong', () => {
    expect(read({ amount: '100.01' })).toMatchObject({ isTooMuch: true, ready: undefined });
    expect(read({ given: '99' })).toMatchObject({ parts: [{ givenFault: 'too-little' }], ready: undefined });
    expect(read({ method: 'deposit', amount: '30' })).toMatchObject({
      parts: [{ amountFault: 'more-than-deposit' }],
      ready: undefined,
    });
    expect(readTill([draft], { ...terms, due: undefined })).toMatchObject({ parts: [{ amountFault: 'empty' }] });
  });
});

it('knows the number of a bill or receipt, also shortened', () => {
  expect(documentNumberIn('inv 17', '2026')).toEqual({ kind: 'bill', number: 'INV-2026-000017' });
  expect(documentNumberIn('RCP-2025-000123', '2026')).toEqual({ kind: 'receipt', number: 'RCP-2025-000123' });
  expect(documentNumberIn('rcp 2025 1', '2026')).toEqual({ kind: 'receipt', number: 'RCP-2025-000001' });
  expect(documentNumberIn('100-002-015', '2026')).toBeUndefined();
  expect(documentNumberIn('inv', '2026')).toBeUndefined();
});
