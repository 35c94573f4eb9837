import { toMinorUnits } from '@hms/service-kit/money';
import fc from 'fast-check';
import { divideHalfUp, lineAmount, percentOf, termsOf } from '../src/bill-terms';

const unit = fc.bigInt(0n, 10n ** 12n);
const quantity = fc.integer({ min: 1, max: 10 ** 9 });

/** Whether `rounded` is the whole number nearest to dividend / divisor, the greater of two. */
const isNearest = (rounded: bigint, dividend: bigint, divisor: bigint) =>
  2n * rounded * divisor - divisor <= 2n * dividend && 2n * dividend < 2n * rounded * divisor + divisor;

it('rounds half up, for any exact rational', () => {
  fc.assert(
    fc.property(unit, fc.bigInt(1n, 10n ** 6n), (dividend, divisor) =>
      isNearest(divideHalfUp(dividend, divisor), dividend, divisor),
    ),
  );
});

it('reads quantities and percents as they were written, and loses nothing', () => {
  fc.assert(
    fc.property(quantity, unit, (thousandths, minor) =>
      isNearest(lineAmount(thousandths / 1000, minor), BigInt(thousandths) * minor, 1000n),
    ),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), unit, (hundredths, minor) =>
      isNearest(percentOf(hundredths / 100, minor), BigInt(hundredths) * minor, 10_000n),
    ),
  );
});

it('adds lines up to their exact sum in each currency', () => {
  const line = fc.record({
    thousandths: fc.integer({ min: 1, max: 99_999 }),
    minor: fc.integer({ min: 500, max: 9_999_999 }),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(['JPY', 1], ['USD', 100], ['KWD', 1000]),
      fc.array(line, { minLength: 1, maxLength: 9 }),
      (money, lines) => {
        const [currency, scale] = money as [string, number];
        const terms = termsOf(
          {
            amount: null,
            details: null,
            dueDate: null,
            lines: lines.map(({ thousandths, minor }) => ({
              description: 'x',
              code: null,
              quantity: thousandths / 1000,
              unitAmount: minor / scale,
              amount: null,
            })),
          },
          currency,
        );
        const exact = lines.map(({ thousandths, minor }) => divideHalfUp(BigInt(thousandths) * BigInt(minor), 1000n));
        expect(terms.amount).toBe(exact.reduce((sum, amount) => sum + amount, 0n));
        expect(toMinorUnits(Number(lines[0]?.minor) / scale, currency, '')).toBe(BigInt(Number(lines[0]?.minor)));
      },
    ),
  );
});
