import fc from 'fast-check';
import { createTestDatabase } from '@hms/service-kit/testing/database';
import { captureLogs } from '@hms/service-kit/testing/logs';
import { currencies } from '../src/currencies';
import { decimalsOf, toMajorUnits, toMinorUnits } from '../src/money';
import { openDatabase } from '../src/database';

const currency = fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'CLF');
const minor = fc.bigInt({ min: 1n, max: 9_999_999_999_999n });

it('takes every amount through JSON and back without losing a unit', () => {
  fc.assert(
    fc.property(minor, currency, (units, code) => {
      const inJson = JSON.parse(toMajorUnits(units, code)) as number;
      expect(toMinorUnits(inJson, code, '/amount')).toBe(units);
    }),
  );
});

it('refuses a decimal more than the currency has', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), currency, (whole, code) => {
      const tooFine = Number(`${whole}.${'0'.repeat(decimalsOf(code))}1`);
      expect(() => toMinorUnits(tooFine, code, '/amount')).toThrow(`at most ${decimalsOf(code)} decimals`);
    }),
  );
  expect(() => toMinorUnits(1e-7, 'USD', '/amount')).toThrow();
  expect(() => toMinorUnits(1e21, 'USD', '/amount')).toThrow();
});

it('agrees with the database about every currency', async () => {
  const db = openDatabase(await createTestDatabase('billing-service'), captureLogs().log);
  const codes = [...currencies.keys()];
  const rows = await db.query<{ digits: number; shown: string }>(
    'select minor_unit_digits(c) as digits, major_units(1234567, c)::text as shown from unnest($1::text[]) c',
    [codes],
  );
  await db.close();
  expect(rows.map(({ digits }) => digits)).toEqual(codes.map(decimalsOf));
  expect(rows.map(({ shown }) => Number(shown))).toEqual(codes.map((code) => Number(toMajorUnits(1234567n, code))));
});
