import { whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { operation } from '@hms/service-kit/operation';
import { created, type RecordResponse } from '@hms/service-kit/response';
import { access } from '../access';
import { closings, coverMovements, insertLines, lockCashier } from './closing-store';
import { compare, isSettled } from './compare';
import { closingDiffers, nothingToClose } from './problems';
import { Closing, NewClosing } from './schemas';

/**
 * Closes the caller's day: all that they took and gave back since the last time, held against what was counted. What is expected is
 * worked out here and now; where it differs without a reason, nothing is closed.
 */
export const closeDay = operation({
  id: 'closeDay',
  access: access.closeDay,
  method: 'post',
  path: '/closings',
  summary: "Close the caller's day at the desk",
  description:
    'Holds what was counted against all that the caller took and gave back since they closed the last time, by method and currency. Where a method with movements was not counted, or differs without an explanation, nothing is closed. A closing never changes.',
  body: NewClosing,
  responses: { 201: { description: 'Closed; another person has still to see it', schema: Closing } },
  problems: [closingDiffers, nothingToClose],
  handle: ({ body, command }) => command.store((tx) => close(tx, body)),
});

async function close(tx: Transaction, { desk, counts }: NewClosing): Promise<RecordResponse> {
  const cashier = whoSigns();
  const since = await lockCashier(tx, cashier);
  const { id } = await closings.insert(tx, { cashier, desk, since });
  const lines = compare(await coverMovements(tx, id, cashier), counts);
  if (lines.length === 0) throw nothingToClose();
  const open = lines.filter((line) => !isSettled(line));
  if (open.length > 0) throw closingDiffers(open);
  await insertLines(tx, id, lines.filter(isSettled));
  return created('/closings', await closings.get(tx, id));
}
