import path from 'node:path';
import { tableIn } from '@hms/service-kit/testing/markdown';
import { stateAfter, statuses, transitions, type AppointmentCommand, type Standing } from '../src/appointment';
import { entryStateAfter, entryStates, entryTransitions, type EntryCommand } from '../src/waitlist/entry';

const readme = path.join(__dirname, '../README.md');

/** As README shows a transition table: a row for each command and state that it leads to. */
const rowsOf = (table: Record<string, Partial<Record<string, string>>>): string[][] =>
  Object.entries(table).flatMap(([command, states]) => {
    const leadsTo = [...new Set(Object.values(states))] as string[];
    return leadsTo.map((to) => [
      command,
      Object.keys(states)
        .filter((from) => states[from] === to)
        .join(', '),
      to,
    ]);
  });

it('are shown by README', () => {
  expect(tableIn(readme, ['command', 'from', 'to'])).toEqual(rowsOf(transitions));
  expect(tableIn(readme, ['command of an entry', 'from', 'to'])).toEqual(rowsOf(entryTransitions));
});

const named = <T extends string>(table: Record<T, unknown>) => Object.keys(table) as T[];

describe.each([
  ...statuses.map((status): Standing => ({ status, heldUntil: null })),
  { status: 'pending', heldUntil: Infinity },
  { status: 'pending', heldUntil: 0 },
] as Standing[])('an appointment that is $status, held until $heldUntil', (standing) => {
  const possible: Record<string, string> = {};
  for (const command of named<AppointmentCommand>(transitions)) {
    const to = (transitions[command] as Record<string, string>)[standing.status];
    if (to && (command !== 'confirm' || standing.heldUntil === Infinity)) possible[command] = to;
  }

  it.each(named<AppointmentCommand>(transitions))('allows %s or names what it does', (command) => {
    if (possible[command]) expect(stateAfter(command, standing)).toBe(possible[command]);
    else {
      const members = { state: standing.status, allowedCommands: Object.keys(possible) };
      expect(() => stateAfter(command, standing)).toThrow(expect.objectContaining({ members }));
    }
  });
});

it('says that a hold has expired', () => {
  expect(() => stateAfter('confirm', { status: 'pending', heldUntil: 0 })).toThrow(
    'The appointment, whose hold has expired, is pending: confirm is not possible. Possible commands: cancel.',
  );
});

it.each([
  ['pending', true, ['cancel']],
  ['waiting', true, ['cancel']],
  ['offered', true, ['accept', 'decline', 'cancel']],
  ['offered', false, ['cancel']],
  ['accepted', true, []],
  ['cancelled', true, []],
] as const)('an entry that is %s (its time held: %s) allows %j', (status, isHeld, allowed) => {
  expect(entryStates).toContain(status);
  for (const command of named<EntryCommand>(entryTransitions)) {
    const act = () => entryStateAfter(command, { status, isHeld });
    if (allowed.some((one) => one === command)) {
      expect(act()).toBe({ accept: 'accepted', decline: 'waiting', cancel: 'cancelled' }[command]);
    } else {
      expect(act).toThrow(expect.objectContaining({ members: { state: status, allowedCommands: allowed } }));
    }
  }
});

it('says that an offer has expired, and calls the entry offered', () => {
  expect(() => entryStateAfter('accept', { status: 'offered', isHeld: false })).toThrow(
    'The entry, whose offer has expired, is offered: accept is not possible. Possible commands: cancel.',
  );
});
