import fc from 'fast-check';
import { follow } from '../src/supply/handed-out';
import { readStrength } from '../src/supply/strength';
import { supplyOf, type OrderedSupply } from '../src/supply/supply';

const daily = {
  dose: 1,
  doseUnit: 'tablet',
  frequency: 1,
  period: 1,
  periodUnit: 'd',
  durationDays: null,
  asNeeded: null,
};
const order = (more: Partial<OrderedSupply>, dosage: object = {}): OrderedSupply => ({
  medication: { name: 'Quarringtonium', strength: null },
  quantity: 28,
  quantityUnit: null,
  refills: 1,
  ...more,
  dosage: { ...daily, ...dosage },
});
const named = (name: string) => ({ medication: { name, strength: null } });
const mg = (dose: number, more: object = {}) => ({ dose, doseUnit: 'mg', ...more });

it.each<[string, OrderedSupply, days: number | null, leastDays: number]>([
  ['pieces, in one unit', order({ quantityUnit: 'tablets' }), 28, 0],
  ['pieces without a unit', order({}), 28, 30],
  ['levothyroxine by its strength', order(named('Levothyroxine 100 microgram'), mg(0.1)), 28, 30],
  ['the same, in µg', order(named('Levothyroxine 100 µg'), { dose: 100, doseUnit: 'μg' }), 28, 30],
  ['warfarin 5 mg', order(named('Warfarin 5 mg'), mg(5)), 28, 30],
  ['warfarin without a strength', order(named('Warfarin'), mg(5)), null, 30],
  ['half a tablet', order({ quantityUnit: 'tablet' }, { dose: 0.5 }), 56, 0],
  ['an inhaler', order({ quantity: 1 }, { dose: 2, doseUnit: 'puff', frequency: 4 }), null, 30],
  ['eye drops', order({ quantity: 5 }, { dose: 1, doseUnit: 'drop', frequency: 2 }), null, 30],
  [
    'eye drops in ml',
    order({ quantity: 5, quantityUnit: 'ml' }, { dose: 1, doseUnit: 'drop', frequency: 2 }),
    null,
    30,
  ],
  ['boxes', order({ quantity: 2, quantityUnit: 'boxes' }), null, 30],
  ['what may be boxes', order({ quantity: 2 }), null, 30],
  ['boxes of a strength', order({ ...named('Warfarin 5 mg'), quantityUnit: 'box' }, mg(5)), null, 30],
  ['insulin in ml', order({ quantity: 15, quantityUnit: 'ml' }, { dose: 30, doseUnit: 'U' }), null, 30],
  [
    'insulin in ml, by its strength',
    order({ ...named('Insulin glargine 100 units/ml'), quantity: 15, quantityUnit: 'ml' }, { dose: 30, doseUnit: 'U' }),
    50,
    0,
  ],
  [
    'a bottle of a suspension',
    order({ ...named('Clarithromycin 250 mg/5 ml suspension'), quantity: 1 }, mg(250, { frequency: 2 })),
    null,
    30,
  ],
  [
    '70 ml of a suspension',
    order({ ...named('Clarithromycin 250 mg/5 ml'), quantity: 70, quantityUnit: 'mL' }, mg(250, { frequency: 2 })),
    7,
    0,
  ],
  ['a course', order({ quantity: 1 }, { dose: null, durationDays: 7 }), 7, 7],
  ['a course that is as needed', order({ quantity: 1 }, { dose: null, durationDays: 7, asNeeded: true }), 7, 7],
  ['as needed, which may last', order({ quantityUnit: 'tablet' }, { frequency: 4, asNeeded: true }), 7, 30],
  ['no timing', order({}, { periodUnit: null }), null, 30],
  [
    'strengths joined by /',
    order({ ...named('Losartan/Hydrochlorothiazide 100/25 mg'), quantityUnit: 'tablet' }, mg(100)),
    null,
    30,
  ],
  [
    'strengths joined by / in other units',
    order({ ...named('Co-amoxiclav 500mg/125'), quantityUnit: 'tablet' }, mg(625)),
    null,
    30,
  ],
  [
    'strengths joined by -',
    order({ ...named('Amlodipine-Valsartan 5-160 mg'), quantityUnit: 'tablet' }, mg(5)),
    null,
    30,
  ],
  ['a point for thousands', order({ ...named('Erythromycin 1.000 mg'), quantityUnit: 'tablet' }, mg(1000)), null, 30],
  ['a space for thousands', order({ ...named('Ibuprofen 1 200 mg'), quantityUnit: 'tablet' }, mg(1200)), null, 30],
  [
    'a dose of 500 of nothing',
    order({ ...named('Clarithromycin 500 mg'), quantityUnit: 'tablet' }, { dose: 500, doseUnit: null }),
    null,
    30,
  ],
  ['pens counted as units', order({ quantity: 5, quantityUnit: 'units' }, { dose: 30, doseUnit: 'units' }), null, 30],
  [
    'a bottle counted as eye drops',
    order({ quantity: 1, quantityUnit: 'eye drops' }, { dose: 1, doseUnit: 'drop', frequency: 2 }),
    null,
    30,
  ],
  [
    'mg of drug in g of gel',
    order({ ...named('Testosterone gel 16.2 mg/g'), quantity: 88, quantityUnit: 'g' }, mg(40.5)),
    null,
    30,
  ],
  ['a combination of strengths', order(named('Co-careldopa 25 mg/100 mg'), mg(25)), null, 30],
  ['one to two tablets', order({ quantityUnit: 'tablet' }, { doseMax: 2 }), 14, 0],
  [
    'up to 8 a day of 1 to 2 every 4 hours',
    order({ quantityUnit: 'tablet', quantity: 32 }, { doseMax: 2, period: 4, periodUnit: 'h', maxPerDay: 8 }),
    4,
    0,
  ],
  [
    'up to 4 times a day, which may be never',
    order({ quantityUnit: 'tablet' }, { frequency: null, frequencyMax: 4 }),
    7,
    30,
  ],
  [
    'a tapering dose',
    order(
      { quantity: 42, quantityUnit: 'tablet' },
      {
        ...{ dose: null, frequency: null, period: null, periodUnit: null },
        steps: [
          { dose: 4, frequency: 1, period: 1, periodUnit: 'd', durationDays: 7 },
          { dose: 2, frequency: 1, period: 1, periodUnit: 'd', durationDays: 7 },
        ],
      },
    ),
    14,
    0,
  ],
])('reckons how long a fill lasts: %s', (_what, ordered, days, leastDays) => {
  const { days: daysOf, leastDays: least } = supplyOf(ordered);
  const fill = daysOf(0, ordered.quantity ?? 0);
  expect({ days: fill && Number(fill.toFixed(6)), leastDays: least }).toEqual({ days, leastDays });
});

it('reads a strength only where there is one, and no doubt', () => {
  expect(readStrength('Amoxicillin 250 mg / 5 ml')).toEqual({
    amount: 250,
    unit: 'mg',
    per: { amount: 5, unit: 'ml' },
  });
  expect(readStrength('0,125 mg')).toEqual({ amount: 0.125, unit: 'mg', per: null });
  for (const text of [
    '1,000 mg',
    '50 micrograms/24 hours',
    '5 mg + 80 mg',
    'forte',
    '5 ml',
    '0.3 %',
    '100 micrograms/dose',
  ])
    expect({ text, strength: readStrength(text) }).toEqual({ text, strength: undefined });
});

describe('what was handed out', () => {
  const day = 86_400_000;
  const days = (from: number, to: number) => to - from;
  const supply = { days, longestDays: days, leastDays: 0 };

  it('adds up, however early it was fetched', () => {
    const fetched = [0, 22.4, 44.8].map((at) => ({ at: at * day, quantity: 28 }));
    expect(follow(fetched, 28, supply)).toMatchObject({ takenUntil: 84 * day, fillOpenedAt: 44.8 * day });
  });

  it('counts parts of a fill as parts, and a pause as a pause', () => {
    const parts = [
      { at: 0, quantity: 7 },
      { at: 100 * day, quantity: 7 },
    ];
    expect(follow(parts, 28, supply)).toMatchObject({
      takenUntil: 107 * day,
      fillOpenedAt: 0,
      nextRefillAt: Math.round(22.4 * day),
    });
    expect(follow([{ at: 0, quantity: 0 }], 28, supply).takenUntil).toBeNull();
  });

  it('goes on with the step that the dose has come to', () => {
    // apixaban for a thrombosis: 2 tablets twice a day for a week, then 1
    const step = { frequency: 2, period: 1, periodUnit: 'd' };
    const ordered = order(
      { quantity: 56, quantityUnit: 'tablet' },
      {
        ...{ dose: null, frequency: null, period: null, periodUnit: null },
        steps: [
          { ...step, dose: 2, durationDays: 7 },
          { ...step, dose: 1, durationDays: null },
        ],
      },
    );
    const fetched = [0, 17].map((at) => ({ at: at * day, quantity: 56 }));
    expect(follow(fetched, 56, supplyOf(ordered))).toMatchObject({ takenUntil: 49 * day });
  });

  it('is never thought to be gone before its time', () => {
    const handedOut = fc.array(fc.record({ at: fc.nat(400), quantity: fc.integer({ min: 1, max: 90 }) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(handedOut, fc.nat(60), (all, leastDays) => {
        const inOrder = all.sort((a, b) => a.at - b.at).map(({ at, quantity }) => ({ at: at * day, quantity }));
        const { takenUntil } = follow(inOrder, 28, { ...supply, leastDays });
        const total = inOrder.reduce((sum, { quantity }) => sum + quantity, 0);
        expect(takenUntil).toBeGreaterThanOrEqual((inOrder[0]?.at ?? 0) + total * day);
        expect(takenUntil).toBeGreaterThanOrEqual((inOrder.at(-1)?.at ?? 0) + leastDays * day);
      }),
    );
  });
});
