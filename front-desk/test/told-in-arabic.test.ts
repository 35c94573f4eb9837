import { notChecked, ownRule, rules } from '../../prescription-service/src/safety/findings';
import { problemTitles } from '../src/texts/ar/problem-titles';
import { problems } from '../src/texts/ar/problems';
import { unchecked } from '../src/texts/ar/unchecked';
import { unchecked as english } from '../src/texts/en/unchecked';
import { definedProblems } from './defined-problems';

const arabic = /^[\p{Script=Arabic}\p{M}\p{P}\s]+$/u;

it('says in Arabic all that a prescription is not checked for', () => {
  expect(Object.keys(unchecked.unchecked)).toEqual(notChecked);
  for (const words of Object.values(unchecked.unchecked)) expect(words).toMatch(arabic);
});

it('says in Arabic what rules say that tell of no name', () => {
  for (const [rule, words] of Object.entries(unchecked.findingDetails)) {
    expect(rules).toContain(rule);
    expect(words).toMatch(arabic);
  }
});

it('knows the rule that is of no publication', () => {
  expect(english.ownRule).toBe(ownRule);
});

it('says in Arabic of what kind each problem of a service is', () => {
  const { problemTitles: titles } = problemTitles;
  const said = new Set<string | undefined>([...Object.keys(titles), ...Object.keys(problems.problems)]);
  expect([...definedProblems].filter((type) => !said.has(type))).toEqual([]);
  expect(Object.keys(titles).filter((type) => !definedProblems.has(type))).toEqual([]);
  for (const title of Object.values(titles)) expect(title).toMatch(arabic);
});
