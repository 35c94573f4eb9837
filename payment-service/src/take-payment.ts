import { accepted, type RecordAnswer } from '@hms/service-kit/answer';
import type { Transaction } from '@hms/service-kit/postgres';
import { Problem } from '@hms/service-kit/problem';
import type { BillingClient } from './billing-client';
import { columnsOf, findTwin, payments } from './payment-store';
import { possibleDuplicate } from './problems';
import type { NewPayment } from './schemas';

/** `assumed`: nobody named it, and billing-service did not say that of the bill. */
export interface CurrencyTaken {
  code: string;
  basis: 'known' | 'assumed';
}

/**
 * Reads what decides how many decimals the amount may have, before anything is stored. A deposit that names no currency is
 * in the hospital's, a payment for a bill in that of the bill.
 */
export const currencyFor = async (
  { billId, currency }: NewPayment,
  billing: Pick<BillingClient, 'currencyOf'>,
  hospitals: string,
): Promise<CurrencyTaken> => {
  if (currency !== undefined) return { code: currency, basis: 'known' };
  if (billId === null) return { code: hospitals, basis: 'known' };
  const code = await billing.currencyOf(billId);
  return code === undefined ? { code: hospitals, basis: 'assumed' } : { code, basis: 'known' };
};

const columnsIn = ({ code, basis }: CurrencyTaken, payment: NewPayment) => {
  try {
    return columnsOf(payment, code, basis);
  } catch (error) {
    if (basis === 'known' || !(error instanceof Problem)) throw error;
    const why = `${code} is assumed, because billing-service did not say the bill's currency; name the currency.`;
    throw new Problem(error.kind, `${error.message} ${why}`, error.members);
  }
};

/**
 * Stores a payment that is still to be settled.
 * @param keyed whether an Idempotency-Key tells it from a repeat; without one, a twin within a minute is taken for a mistake
 */
export const takePayment = async (
  tx: Transaction,
  payment: NewPayment,
  keyed: boolean,
  currency: CurrencyTaken,
): Promise<RecordAnswer> => {
  const columns = columnsIn(currency, payment);
  const twin = keyed || payment.allowDuplicate ? undefined : await findTwin(tx, columns);
  if (twin) throw possibleDuplicate(twin.id, twin.receiptNumber);
  return accepted('/payments', await payments.insert(tx, columns));
};
