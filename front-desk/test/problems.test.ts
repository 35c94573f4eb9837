import { problems as arabic } from '../src/texts/ar/problems';
import { problems as english } from '../src/texts/en/problems';
import { problemValues, type Sentence } from '../src/texts/problem-values';
import { definedProblems } from './defined-problems';

const format = {
  number: String,
  money: (amount: number, currency: string) => `${amount} ${currency}`,
  day: (instant: string) => `on ${instant.slice(0, 10)}`,
  birthDate: (day: string) => `on ${day}`,
};

const all = Object.entries(arabic.problems);
const carried = {
  currency: 'EUR',
  dueAmount: 12.5,
  depositAmount: 3,
  refundableAmount: 0.7,
  possibleFrom: '2026-11-27T00:00:00Z',
  receiptNumber: 'R-2026-000007',
  quantityNow: 14,
  notBefore: '2026-12-01',
  remainingQuantity: 60,
};

it('speaks of twenty problems, all of which a service has', () => {
  expect(all).toHaveLength(20);
  expect(all.map(([type]) => type).filter((type) => !definedProblems.has(type))).toEqual([]);
});

it.each([
  ['arabic', arabic.problems],
  ['english', english.problems],
])(
  'says nothing twice in %s, with what is carried or without',
  (_language, sentences: Readonly<Record<string, Sentence>>) => {
    for (const members of [{}, carried]) {
      const said = Object.values(sentences).map((sentence) => sentence(problemValues(members, format)));
      expect(new Set(said).size).toBe(said.length);
      for (const sentence of said) {
        expect(sentence).toMatch(/^\p{L}.*[.]$/u);
        expect(sentence).not.toMatch(/undefined|NaN|null|  | \./);
      }
    }
  },
);

it.each([
  ['exceeds-due', '12.5 EUR'],
  ['exceeds-deposit', '3 EUR'],
  ['exceeds-refundable', '0.7 EUR'],
  ['not-due-yet', 'on 2026-11-27'],
  ['possible-duplicate-payment', 'R-2026-000007'],
  ['refill-too-soon', '14'],
  ['refill-too-soon', 'on 2026-12-01'],
  ['over-dispensed', '60'],
] as const)('of %s it tells %s', (type, value) => {
  expect(arabic.problems[type](problemValues(carried, format))).toContain(value);
});
