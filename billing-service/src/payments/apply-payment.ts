import { created, ok, type RecordResponse } from '@hms/service-kit/response';
import { toMinorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { Problem } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from '../access';
import { bills, lockBill, type BillAccount } from '../bill-store';
import { post } from '../ledger/ledger-store';
import {
  billCancelled,
  billNotIssued,
  currencyMismatch,
  exceedsDeposit,
  exceedsDue,
  paymentIdReused,
} from '../problems';
import { findReceived, insertReceived, lockDeposit, showBillWithPayment } from './payment-store';
import { requireCurrency } from './require-currency';
import { BillWithPayment, PaymentToApply } from './schemas';

/**
 * Applies a payment to its bill once, however often it is asked. The bill's row lock puts payments in a queue. The bill is
 * partially paid then, or paid when nothing is due any more.
 * @param currency the hospital's, of payments that name none
 */
export function applyPayment(currency: string): Operation {
  return operation({
    id: 'applyPayment',
    access: access.applyPayment,
    patient: ofRecord(bills),
    method: 'post',
    path: '/bills/:id/payments',
    summary: 'Apply a payment to a bill',
    description:
      'payment-service calls this; take payments there. More than is due is refused, or the rest is held as a deposit. A repeat with the same paymentId applies nothing twice and is answered 200; one with other terms is refused.',
    params: idParameters,
    body: PaymentToApply,
    responses: {
      200: { description: 'It had been applied before', schema: BillWithPayment },
      201: { description: 'Applied', schema: BillWithPayment },
    },
    problems: [exceedsDue, exceedsDeposit, billCancelled, billNotIssued, currencyMismatch, paymentIdReused],
    handle: ({ params, body, command }) => command.store((tx) => apply(tx, params.id, body, currency)),
  });
}

async function apply(
  tx: Transaction,
  billId: string,
  payment: PaymentToApply,
  defaultCurrency: string,
): Promise<RecordResponse> {
  const bill = await lockBill(tx, billId);
  return applyTo(tx, bill, payment, defaultCurrency).catch((error: unknown) => tellWhose(bill.patientId, error));
}

async function applyTo(
  tx: Transaction,
  bill: BillAccount,
  payment: PaymentToApply,
  defaultCurrency: string,
): Promise<RecordResponse> {
  const { paymentId } = payment;
  const { due, currency, patientId, id: billId } = bill;
  requireCurrency(payment.currency ?? defaultCurrency, currency);
  const amount = toMinorUnits(payment.amount, currency, '/amount');

  const earlier = await findReceived(tx, paymentId);
  const same =
    earlier?.billId === billId &&
    earlier.applied + earlier.deposited === amount &&
    // not compared where it is not said, or was not known yet
    (payment.method === undefined || ['other', payment.method].includes(earlier.method));
  if (earlier && !same) throw paymentIdReused();
  if (earlier) return ok(await showBillWithPayment(tx, billId, paymentId));

  if (bill.status === 'draft') throw billNotIssued();
  if (bill.status === 'cancelled') throw billCancelled(currency);
  const method = payment.method ?? 'other';
  const fromDeposit = method === 'deposit';
  // a deposit is not moved into itself
  if (amount > due && (payment.excess === 'refuse' || fromDeposit)) throw exceedsDue(due, currency);
  if (fromDeposit) {
    const held = await lockDeposit(tx, patientId, currency);
    if (amount > held) throw exceedsDeposit(held, currency);
  }

  const applied = amount < due ? amount : due;
  await insertReceived(tx, { paymentId, billId, patientId, currency, method });
  await post(tx, { kind: 'payment', bill, paymentId }, [
    [fromDeposit ? 'deposits' : `desk-${method}`, amount],
    ['receivable', -applied],
    ['deposits', applied - amount],
  ]);
  return created('/bills', await showBillWithPayment(tx, billId, paymentId));
}

/** A refusal says whose bill it is: payment-service keeps it, and has to know who may see it. */
function tellWhose(patientId: string, error: unknown): never {
  if (!(error instanceof Problem)) throw error;
  throw new Problem(error.kind, error.message, { ...error.members, patientId }, error.headers);
}
