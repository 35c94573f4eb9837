import { whoSigns } from '@hms/service-kit/approval';
import { accepted, created, type HttpResponse } from '@hms/service-kit/response';
import { pendingOperation } from '@hms/service-kit/pending';
import type { Transaction } from '@hms/service-kit/database';
import { Problem, problemResponse } from '@hms/service-kit/problem';
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

    prepare: ({ body }) => currencyFor(body, billing, hospitals),

    store: async (tx, { body, command }, currency) => {
      const columns = columnsIn(currency, body);
      // an Idempotency-Key tells a payment from a repeat; without one, a twin within a minute is taken for a mistake
      const twin = command.keyed || body.allowDuplicate ? undefined : await findTwin(tx, columns);
      if (twin) throw possibleDuplicate(twin.id, twin.receiptNumber);
      return accepted('/payments', await payments.insert(tx, { ...columns, taken_by: whoSigns() }));
    },

    ask: async (id) => {
      const payment = await getPaymentState(db, id);
      return isProcessing(payment.status) ? applyInCurrencyOfBill(db, billing, payment) : undefined;
    },

    complete: async (tx, id, reply) => {
      const payment = await lockPaymentState(tx, id);
      if (!isProcessing(payment.status)) return respond(tx, id);
      if (reply.outcome === 'responded') return created('/payments', await completePayment(tx, payment, reply.value));
      const refusal = refusalOf(reply.problem);
      await failPayment(tx, id, refusal.code, refusal.detail);
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
 * Reads what decides how many decimals the amount may have, before anything is stored. A deposit that names no currency is
 * in the hospital's, a payment for a bill in that of the bill.
 */
async function currencyFor(
  { billId, currency }: NewPayment,
  billing: Pick<BillingClient, 'currencyOf'>,
  hospitals: string,
): Promise<CurrencyTaken> {
  if (currency !== undefined) return { code: currency, basis: 'known' };
  if (billId === null) return { code: hospitals, basis: 'known' };
  const code = await billing.currencyOf(billId);
  return code === undefined ? { code: hospitals, basis: 'assumed' } : { code, basis: 'known' };
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
  const { status, failure } = await lockPaymentState(tx, id);
  if (failure) return refused(id, failure);
  return isProcessing(status) ? undefined : created('/payments', await payments.get(tx, id));
}
