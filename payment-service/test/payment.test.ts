import path from 'node:path';
import { readStateTable, stateTable } from '@hms/service-kit/testing/state-table';
import { allowedCommands, requireRefundable, statuses, transitions } from '../src/payment';
import {
  allowedCommands as ofRefund,
  statuses as refundStatuses,
  transitions as ofRefunds,
} from '../src/refunds/refund';

const readme = path.join(__dirname, '../README.md');

it('has the states that the README shows, and so has a refund', () => {
  expect(readStateTable(readme, 'payment')).toEqual(stateTable(statuses, transitions));
  expect(readStateTable(readme, 'refund')).toEqual(stateTable(refundStatuses, ofRefunds));
});

it('awaits a decision on a refund only until there is one', () => {
  expect(refundStatuses.map(ofRefund)).toEqual([['approve', 'reject'], [], [], [], []]);
});

it('can be refunded once it is completed', () => {
  expect(statuses.map(allowedCommands)).toEqual([[], ['refund'], []]);
  expect(() => requireRefundable('completed')).not.toThrow();
  expect(() => requireRefundable('failed')).toThrow(
    'The payment is failed: refund is not possible. No further command is possible.',
  );
});
