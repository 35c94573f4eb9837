import { matchScore, matchThreshold, type NamesCompared, type Person } from '../src/match-score';

const person = (more: Partial<Person> = {}): Person => ({
  ...{ birthDate: '1984-03-07', gender: 'female', phone: null, email: null, address: null },
  ...more,
});
const names = (more: Partial<NamesCompared> = {}): NamesCompared => ({
  ...{
    given: 'same',
    family: 'same',
    givenToFamily: 'other',
    familyToGiven: 'other',
    whole: 'same',
    inOneField: false,
  },
  ...more,
});
const scoreOf = (a: Partial<Person>, b: Partial<Person>, compared: Partial<NamesCompared> = {}) =>
  matchScore(person(a), person(b), names(compared)).score;

it('scores 1 at the most, and says each reason', () => {
  const all = {
    phone: '+442079460000',
    email: 'ada@example.org',
    address: { line1: '1 High Street', postalCode: 'N1' },
  };
  expect(matchScore(person(all), person({ ...all, email: 'ADA@example.org' }), names())).toEqual({
    score: 1,
    reasons: ['same name', 'same birth date', 'same phone', 'same e-mail address', 'same address'],
  });
});

it('takes the same name for enough, where nothing speaks against it', () => {
  expect(scoreOf({ birthDate: null }, {})).toBeGreaterThanOrEqual(matchThreshold);
});

it.each<[string, Partial<Person>, Partial<NamesCompared>]>([
  ['father and son: one name, two birth dates', { birthDate: '1951-11-20' }, {}],
  [
    'twins of one gender or two: a given name that is only close',
    { gender: 'male' },
    { given: 'close', whole: 'close' },
  ],
  ['nothing in common but a birth date', {}, { given: 'other', family: 'other', whole: 'other' }],
])('scores 0 for %s', (_who, other, compared) => {
  expect(scoreOf({}, other, compared)).toBe(0);
});

it.each<[string, Partial<NamesCompared>]>([
  ['swapped names', { given: 'other', family: 'other', givenToFamily: 'same', familyToGiven: 'same', whole: 'other' }],
  ['names written together or apart', { given: 'other', family: 'other' }],
  ['names with a typo', { given: 'close', family: 'close', whole: 'close' }],
  ['one name only', { given: 'same', family: null, whole: 'other' }],
])('finds %s with the same birth date', (_what, compared) => {
  expect(scoreOf({}, {}, compared)).toBeGreaterThanOrEqual(matchThreshold);
});

it('counts a birth date one slip away for less than the same, and another gender against it', () => {
  expect(scoreOf({}, { birthDate: '1984-07-03' })).toBeLessThan(scoreOf({}, {}));
  expect(scoreOf({}, { gender: 'male' })).toBeLessThan(scoreOf({}, {}));
});
