import path from 'node:path';
import { tableIn } from '@hms/service-kit/testing/markdown';
import { settledState, stateAfter, statuses, transitions, type PrescriptionCommand } from '../src/prescription';

const commands = Object.keys(transitions) as PrescriptionCommand[];

it('are shown by README', () => {
  const rows = commands.map((command) => {
    const { from, to, toIfNoneLeft } = transitions[command];
    return [command, from.join(', '), toIfNoneLeft ? `${to}; ${toIfNoneLeft} if nothing is left` : to];
  });
  expect(tableIn(path.join(__dirname, '../README.md'), ['command', 'from', 'to'])).toEqual(rows);
});

const inPart = { dispensed: true, dispensedAll: false, issued: true };
const whole = { dispensed: true, dispensedAll: true, issued: true };
const none = { dispensed: false, dispensedAll: false, issued: true };
const refused = { ...none, issued: false };

it.each([
  ['draft', refused, { cancel: 'cancelled' }],
  ['active', none, { hold: 'on-hold', stop: 'stopped', cancel: 'cancelled', dispense: 'active' }],
  ['active', inPart, { hold: 'on-hold', stop: 'stopped', dispense: 'active' }],
  ['on-hold', none, { resume: 'active', stop: 'stopped', cancel: 'cancelled' }],
  ['on-hold', inPart, { resume: 'active', stop: 'stopped' }],
  ['completed', whole, { stop: 'stopped' }],
  ['cancelled', none, { reinstate: 'active' }],
  ['cancelled', refused, {}],
  ['stopped', inPart, { reinstate: 'active' }],
  ['stopped', whole, { reinstate: 'completed' }],
] as const)('of one that is %s, %j, lead to %j', (status, standing, possible) => {
  expect(statuses).toContain(status);
  for (const command of commands) {
    const act = () => stateAfter(command, { status, ...standing });
    const to: string | undefined = Object.entries(possible).find(([one]) => one === command)?.[1];
    if (to) expect(act()).toBe(to);
    else {
      const members = { state: status, allowedCommands: Object.keys(possible) };
      expect(act).toThrow(expect.objectContaining({ members }));
    }
  }
});

it.each([
  ['active', true, 'completed'],
  ['active', false, 'active'],
  ['active', null, 'active'],
  ['completed', false, 'active'],
  ['completed', true, 'completed'],
  ['on-hold', true, 'on-hold'],
  ['stopped', true, 'stopped'],
] as const)('%s, with nothing left: %s, is then %s', (status, dispensedAll, expected) => {
  expect(settledState(status, dispensedAll)).toBe(expected);
});
