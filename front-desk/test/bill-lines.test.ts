import { emptyLine, readLines, type LineDraft } from '../src/bill/read-lines';

const english = { decimal: '.', group: ',' };
const german = { decimal: ',', group: '.' };
const line = (more: Partial<LineDraft>): LineDraft => ({ ...emptyLine(0), description: 'Visit', ...more });
const read = (more: Partial<LineDraft>, currency = 'USD', signs = english) =>
  readLines([line(more)], currency, signs).lines[0];

it.each([
  ['1.5', '33.33', 5000], // 49.995
  ['0.333', '1', 33],
  ['3', '0.05', 15],
  ['1000000', '99,999,999.99', 9_999_999_999_000_000],
  ['2', '0', 0],
])('%s times %s is %i cents, rounded half up', (quantity, price, cents) => {
  expect(read({ quantity, price })?.amount).toBe(cents);
});

it('reads the minor units of the currency, and the signs of the person', () => {
  expect(read({ price: '1500' }, 'JPY')?.body).toMatchObject({ unitAmount: 1500, amount: 1500 });
  expect(read({ price: '1.500' }, 'KWD')?.amount).toBe(1500);
  expect(read({ quantity: '1,5', price: '1.234,50' }, 'EUR', german)?.amount).toBe(185_175);
  expect(read({ quantity: '٢', price: '٥' })?.amount).toBe(1000);
});

it.each([
  [{ description: ' ', price: '5' }],
  [{ price: '' }],
  [{ price: '-5' }],
  [{ price: '12,50' }],
  [{ quantity: '0', price: '5' }],
  [{ quantity: '1.2345', price: '5' }],
  [{ quantity: 'many', price: '5' }],
])('%j is no line, and nothing is ready', (more) => {
  expect(readLines([line(more)], 'USD', english).ready).toBeUndefined();
});

it('leaves out a line in which nothing is written, and keeps the code of one that came with it', () => {
  const { ready, sum } = readLines([line({ price: '5', code: 'A1' }), emptyLine(1)], 'USD', english);
  expect(ready).toEqual([{ description: 'Visit', code: 'A1', quantity: 1, unitAmount: 5, amount: 5 }]);
  expect(sum).toBe(500);
  expect(readLines([emptyLine(0)], 'USD', english).ready).toBeUndefined();
});
