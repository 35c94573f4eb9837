import { ok, type RecordAnswer } from '@hms/service-kit/answer';
import type { Transaction } from '@hms/service-kit/postgres';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { bills, lockBill } from './bill-store';
import { billHasPayments } from './problems';

export const cancelBill = async (tx: Transaction, id: string): Promise<RecordAnswer> => {
  const bill = await lockBill(tx, id);
  if (bill.cancelled) throw stateForbidsCommand('bill', 'cancelled', 'cancel', []);
  if (bill.paid > 0n) throw billHasPayments();
  return ok(await bills.update(tx, id, { cancelled_at: new Date() }));
};
