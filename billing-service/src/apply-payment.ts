import { created, ok, type RecordAnswer } from '@hms/service-kit/answer';
import { toMinorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/postgres';
import { bills, findAppliedPayment, insertBillPayment, lockBill } from './bill-store';
import { billCancelled, currencyMismatch, exceedsDue, paymentIdReused } from './problems';
import type { PaymentToApply } from './schemas';

/** Applies a payment to its bill once, however often it is asked. The bill's row lock puts payments in a queue. */
export const applyPayment = async (
  tx: Transaction,
  billId: string,
  payment: PaymentToApply,
  defaultCurrency: string,
): Promise<RecordAnswer> => {
  const bill = await lockBill(tx, billId);
  if ((payment.currency ?? defaultCurrency) !== bill.currency) throw currencyMismatch(bill.currency);
  const amount = toMinorUnits(payment.amount, bill.currency, '/amount');

  const applied = await findAppliedPayment(tx, payment.paymentId);
  if (applied && (applied.billId !== billId || applied.amount !== amount)) throw paymentIdReused();
  if (applied) return ok(await bills.get(tx, billId));

  const due = bill.amount - bill.paid;
  if (bill.cancelled) throw billCancelled(bill.currency);
  if (amount > due) throw exceedsDue(due, bill.currency);

  await insertBillPayment(tx, payment.paymentId, billId, amount);
  return created('/bills', await bills.get(tx, billId));
};
