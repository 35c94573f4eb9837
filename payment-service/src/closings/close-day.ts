import { whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { created, type RecordResponse } from '@hms/service-kit/response';
import { closings, coverMovements, insertLines, lockCashier } from './closing-store';
import { compare, isSettled } from './compare';
import { closingDiffers, nothingToClose } from './problems';
import type { NewClosing } from './schemas';

/**
 * Closes the caller's day: all that they took and gave back since the last time, held against what was counted. What is expected is
 * worked out here and now; where it differs without a reason, nothing is closed.
 */
export async function closeDay(tx: Transaction, { desk, counts }: NewClosing): Promise<RecordResponse> {
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
