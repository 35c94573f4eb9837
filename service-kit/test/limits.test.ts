import type { Caller } from '../src/caller';
import { openLimits } from '../src/limits';
import type { Problem } from '../src/problem';

let time = 0;
const open = () => openLimits({ REQUESTS_A_MINUTE: 10, FAILURES_A_MINUTE: 3 }, () => time);
const person = (subject: string, roles = ['nurse']): Caller => ({ issuer: 'https://login.example', subject, roles });

const problemOf = (work: () => unknown): Problem | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as Problem;
  }
};

const times = <T>(count: number, work: () => T): T[] => Array.from({ length: count }, work);

it('lets each caller send so many requests a minute, and says how many are left when few are', () => {
  const limits = open();
  expect(times(7, () => limits.admit(person('a')))).toEqual(Array(7).fill(undefined));
  time += 20_500;
  expect(limits.admit(person('a'))).toEqual({
    'ratelimit-policy': '"requests";q=10;w=60, "failures";q=3;w=60',
    ratelimit: '"requests";r=2;t=40, "failures";r=3;t=40',
  });
  times(2, () => limits.admit(person('a')));
  expect(problemOf(() => limits.admit(person('a')))).toMatchObject({
    kind: { type: 'too-many-requests', status: 429 },
    message: expect.stringContaining('In a minute one caller may send 10 requests.'),
    headers: { 'retry-after': '40', 'ratelimit-policy': '"requests";q=10;w=60', ratelimit: '"requests";r=0;t=40' },
  });
  expect(limits.admit(person('b'))).toBeUndefined();
  time += 40_000;
  expect(limits.admit(person('a'))).toBeUndefined();
});

it('lets nobody guess for long: what is refused or not found is counted, and then all is refused', () => {
  const limits = open();
  times(2, () => limits.noteFailure(person('a'), 404));
  limits.noteFailure(person('a'), 409);
  expect(limits.admit(person('a'))).toBeUndefined();
  limits.noteFailure(person('a'), 404);
  expect(problemOf(() => limits.admit(person('a')))).toMatchObject({
    kind: { status: 429 },
    message: expect.stringContaining('may be refused, or find nothing, 3 times'),
    headers: { ratelimit: expect.stringMatching(/^"failures";r=0;t=\d+$/) },
  });
  time += 60_000;
  expect(limits.admit(person('a'))).toBeUndefined();
});

it('counts no service, which speaks for many', () => {
  const limits = open();
  times(100, () => limits.noteFailure(person('s', ['service']), 403));
  expect(times(100, () => limits.admit(person('s', ['service'])))).toEqual(Array(100).fill(undefined));
});

it.each([
  ['192.0.2.1', '192.0.2.1', '192.0.2.2'],
  ['2001:db8:1:2::5', '2001:db8:1:2:aa:bb:cc:dd', '2001:db8:1:3::5'],
  ['2001:db8::5', '2001:db8:0:0:9::1', '2001:db9::5'],
])('counts refused tokens of %s and %s together, and of %s apart', (one, same, other) => {
  const limits = open();
  times(3, () => limits.noteRefusedToken(one));
  expect(problemOf(() => limits.noteRefusedToken(same))).toMatchObject({
    kind: { status: 429 },
    headers: { 'ratelimit-policy': '"refused-tokens";q=3;w=60' },
  });
  expect(() => limits.noteRefusedToken(other)).not.toThrow();
});

it('keeps the counts of so many callers, and no more', () => {
  const limits = open();
  times(10, () => limits.admit(person('first')));
  for (let n = 0; n < 10_000; n++) limits.admit(person(String(n)));
  expect(limits.admit(person('first'))).toBeUndefined();
});
