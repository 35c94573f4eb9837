import { whoSigns } from '@hms/service-kit/approval';
import type { Transaction } from '@hms/service-kit/database';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { ok, type RecordResponse } from '@hms/service-kit/response';
import { closings, lockClosing } from './closing-store';

/** Notes that another person has seen the closing. That it is another, the database decides. */
export async function reviewClosing(tx: Transaction, id: string, note: string | null): Promise<RecordResponse> {
  const { isReviewed } = await lockClosing(tx, id);
  if (isReviewed) throw stateForbidsCommand('closing', 'reviewed', 'review', []);
  const review = { reviewed_by: whoSigns(), review_note: note, reviewed_at: new Date() };
  return ok(await closings.update(tx, id, review));
}
