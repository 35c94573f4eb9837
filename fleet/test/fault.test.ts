import { Fault, lastWordsOn } from '../src/fault';

it('is told by its line alone, for the user can mend it', () => {
  expect(lastWordsOn(new Fault('Start the fleet: npm start'))).toBe('Start the fleet: npm start');
});

it('is told apart from what nobody expected, which says where it was thrown', () => {
  expect(lastWordsOn(new TypeError('no such thing'))).toMatch(/^TypeError: no such thing\n +at .*fault\.test\.ts/);
  expect(lastWordsOn('torn off')).toBe('torn off');
});
