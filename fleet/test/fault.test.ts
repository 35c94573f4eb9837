import { Fault, lastWordsOn, messageOf } from '../src/fault';

it('is told by its line alone, for the user can mend it', () => {
  expect(lastWordsOn(new Fault('Start the fleet: npm start'))).toBe('Start the fleet: npm start');
});

it('says why, which fetch leaves to the cause', async () => {
  const failed: unknown = await fetch('http://127.0.0.1:1/').catch((error: unknown) => error);
  expect(messageOf(failed)).toBe('fetch failed: bad port');
});

it('is told apart from what nobody expected, which says where it was thrown', () => {
  expect(lastWordsOn(new TypeError('no such thing'))).toMatch(/^TypeError: no such thing\n +at .*fault\.test\.ts/);
  expect(lastWordsOn('torn off')).toBe('torn off');
});
