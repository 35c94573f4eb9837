import type { Reply } from '@hms/service-kit/upstream';
import { toMinorUnits } from '@hms/service-kit/money';
import type { Database } from '@hms/service-kit/database';
import { Problem } from '@hms/service-kit/problem';
import { z } from 'zod';
import type { BillingClient, Received } from './billing-client';
import { isProcessing } from './payment';
import { lockPaymentState, updateCurrency, type PaymentState } from './payment-store';

/**
 * Has billing-service apply the payment. Where nobody named a currency and the one that was assumed is not the bill's, the
 * number that was typed meant the bill's: the payment is set right and applied once more. Who paid may have left by then.
 */
export async function applyInCurrencyOfBill(
  db: Database,
  billing: BillingClient,
  payment: PaymentState,
): Promise<Reply<Received>> {
  const reply = await billing.applyPayment(payment);
  const currency = payment.currencyBasis === 'assumed' ? currencyOfBill(reply) : undefined;
  const corrected = currency === undefined ? undefined : await correctCurrency(db, payment.paymentId, currency);
  return corrected ? billing.applyPayment(corrected) : reply;
}

const Mismatch = z.object({ type: z.literal('/problems/currency-mismatch'), currency: z.string().regex(/^[A-Z]{3}$/) });

const currencyOfBill = (reply: Reply<Received>): string | undefined =>
  reply.outcome === 'refused' ? Mismatch.safeParse(reply.problem).data?.currency : undefined;

/** Undefined where the number cannot be an amount in that currency; then the refusal stands. */
const correctCurrency = (db: Database, id: string, currency: string): Promise<PaymentState | undefined> =>
  db.transaction(async (tx) => {
    const payment = await lockPaymentState(tx, id);
    // somebody else was faster
    if (payment.currencyBasis !== 'assumed' || !isProcessing(payment.status)) return payment;
    try {
      await updateCurrency(tx, id, {
        currency,
        amount: toMinorUnits(payment.amount, currency, '/amount'),
        tendered: payment.tendered === null ? null : toMinorUnits(payment.tendered, currency, '/tendered'),
      });
    } catch (error) {
      if (error instanceof Problem) return undefined;
      throw error;
    }
    return lockPaymentState(tx, id);
  });
