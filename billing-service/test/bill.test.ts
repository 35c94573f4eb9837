import path from 'node:path';
import { readStateTable, stateTable } from '@hms/service-kit/testing/state-table';
import { allowedCommands, requireCommand, statuses, transitions } from '../src/bill';

const readme = path.join(__dirname, '../README.md');

it('has the states and commands that the README shows', () => {
  expect(readStateTable(readme, 'bill')).toEqual(stateTable(statuses, transitions));
});

it.each([
  ['draft', 0n, ['issue', 'cancel']],
  ['issued', 0n, ['discount', 'pay', 'cancel']],
  ['partially-paid', 1n, ['discount', 'pay', 'refund']],
  ['paid', 1n, ['refund']],
  // all of it was discounted
  ['paid', 0n, ['cancel']],
  ['cancelled', 0n, []],
] as const)('that is %s, with %s paid, allows %j', (status, paid, allowed) => {
  expect(allowedCommands({ status, paid })).toEqual(allowed);
});

it('refuses every other command, and says what it allows', () => {
  expect(() => requireCommand('discount', { status: 'paid', paid: 0n })).toThrow(
    'The bill is paid: discount is not possible. Possible commands: cancel.',
  );
  expect(() => requireCommand('cancel', { status: 'paid', paid: 1n })).toThrow('Possible commands: refund.');
  expect(() => requireCommand('issue', { status: 'draft', paid: 0n })).not.toThrow();
});
