import { whoSigns } from '@hms/service-kit/approval';
import { accepted, created, type HttpResponse } from '@hms/service-kit/response';
import { pendingOperation } from '@hms/service-kit/pending';
import type { Transaction } from '@hms/service-kit/database';
import { Problem, problemResponse } from '@hms/service-kit/problem';
import { currentRequest } from '@hms/service-kit/request-context';
import type { Operation } from '@hms/service-kit/operation';
import { access } from './access';
import type { BillingClient } from './billing-client';
import type { PaymentContext } from './context';
import { applyInCurrencyOfBill } from './correct-currency';
import { isProcessing } from './payment';
import {
  columnsOf,
  completePayment,
  failPayment,
  findTwin,
  getPaymentState,
  lockPaymentState,
  payments,
  reserveReceiptNumber,
} from './payment-store';
import {
  billCancelled,
  billNotFound,
  billNotIssued,
  currencyMismatch,
  exceedsDeposit,
  exceedsDue,
  paymentRefused,
  possibleDuplicate,
  refusalOf,
  refusalProblem,
} from './problems';
import { NewPayment, Payment } from './schemas';

/** Stores the payment, then has billing-service apply it, or hold it as a deposit; it is completed, or kept as failed. */
export function takePayment(context: PaymentContext): Operation {
  const { db, billing, currency: hospitals } = context;
  return pendingOperation(context, {
    id: 'takePayment',
    access: access.takePayment,
    patient: { in: 'body', name: 'patientId' },
    method: 'post',
    path: '/payments',
    summary: 'Take a payment',
    description:
      'Takes money for a bill, or a deposit for a patient. What billing-service refuses is kept as failed, with the reason. If billing-service does not respond, the payment is kept as processing (202) and completed or failed once it does. Send an Idempotency-Key, so that a repeat takes nothing twice.',
    body: NewPayment,
    responses: {
      201: { description: 'Completed: the bill or the deposit shows it', schema: Payment },
      202: {
        description: 'Kept as processing: billing-service has not answered yet, and will be asked again',
        schema: Payment,
      },
    },
    problems: [
      billNotFound,
      exceedsDue,
      exceedsDeposit,
      billCancelled,
      billNotIssued,
      currencyMismatch,
      paymentRefused,
      possibleDuplicate,
    ],
    job: 'settle-payment',

    prepare: ({ body }) => findTerms(body, billing, hospitals),

    store: async (tx, { body, command }, { currency, patientId }) => {
      const columns = columnsIn(currency, body);
      // an Idempotency-Key tells a payment from a repeat; without one, a twin within a minute is taken for a mistake
      const twin = command.keyed || body.allowDuplicate ? undefined : await findTwin(tx, columns);
      if (twin) throw possibleDuplicate(twin.id, twin.receiptNumber);
      return accepted(
        '/payments',
        await payments.insert(tx, { ...columns, patient_id: patientId, taken_by: whoSigns() }),
      );
    },

    ask: async (id) => {
      const payment = await getPaymentState(db, id);
      if (!isProcessing(payment.status)) return undefined;
      const reply = await applyInCurrencyOfBill(db, billing, payment);
      if (reply.outcome === 'responded') await reserveReceiptNumber(db, id);
      return reply;
    },

    complete: async (tx, id, reply) => {
      const payment = await lockPaymentState(tx, id);
      if (!isProcessing(payment.status)) return respond(tx, id);
      if (reply.outcome === 'responded') return created('/payments', await completePayment(tx, payment, reply.value));
      const refusal = refusalOf(reply.problem);
      const patientId = typeof refusal.members['patientId'] === 'string' ? refusal.members['patientId'] : null;
      await failPayment(tx, payment, refusal, patientId);
      return refused(id, refusal);
    },

    respond,
  });
}

/** `assumed`: nobody named it, and billing-service did not say that of the bill. */
interface CurrencyTaken {
  code: string;
  basis: 'known' | 'assumed';
}

/**
 * Reads what has to be known before anything is stored: how many decimals the amount may have, and whose bill it is, where not all
 * patients are for the caller. A deposit that names no currency is in the hospital's, a payment for a bill in that of the bill.
 * Where billing-service does not respond, the payment is taken all the same: what it refuses later says whose it is.
 */
async function findTerms(
  { billId, patientId, currency }: NewPayment,
  billing: Pick<BillingClient, 'getBill'>,
  hospitals: string,
): Promise<{ currency: CurrencyTaken; patientId: string | null }> {
  const requireSightOf = currentRequest()?.requireSightOf;
  const isAsked = billId !== null && (currency === undefined || requireSightOf !== undefined);
  const bill = isAsked ? await billing.getBill(billId) : undefined;
  if (bill?.patientId !== undefined) await requireSightOf?.(bill.patientId);
  return { currency: currencyOf(bill?.currency), patientId: patientId ?? bill?.patientId ?? null };

  function currencyOf(bills: string | undefined): CurrencyTaken {
    if (currency !== undefined) return { code: currency, basis: 'known' };
    if (billId === null) return { code: hospitals, basis: 'known' };
    return bills === undefined ? { code: hospitals, basis: 'assumed' } : { code: bills, basis: 'known' };
  }
}

function columnsIn({ code, basis }: CurrencyTaken, payment: NewPayment) {
  try {
    return columnsOf(payment, code, basis);
  } catch (error) {
    if (basis === 'known' || !(error instanceof Problem)) throw error;
    const why = `${code} is assumed, because billing-service did not say the bill's currency; name the currency.`;
    throw new Problem(error.kind, `${error.message} ${why}`, error.members);
  }
}

function refused(paymentId: string, refusal: { code: string; detail: string; members?: Record<string, unknown> }) {
  const problem = refusalProblem({ id: { paymentId }, location: `/payments/${paymentId}`, ...refusal });
  return problemResponse(problem, '/payments');
}

async function respond(tx: Transaction, id: string): Promise<HttpResponse | undefined> {
  const { status, failure, patientId } = await lockPaymentState(tx, id);
  if (failure) return refused(id, { ...failure, ...(patientId !== null && { members: { patientId } }) });
  return isProcessing(status) ? undefined : created('/payments', await payments.get(tx, id));
}
