import { accepted, type RecordAnswer } from '@hms/service-kit/answer';
import type { Transaction } from '@hms/service-kit/postgres';
import { columnsOf, findTwin, payments } from './payment-store';
import { possibleDuplicate } from './problems';
import type { NewPayment } from './schemas';

/**
 * Stores a payment that is still to be settled.
 * @param keyed whether an Idempotency-Key tells it from a repeat; without one, a twin within a minute is taken for a mistake
 */
export const takePayment = async (
  tx: Transaction,
  payment: NewPayment,
  keyed: boolean,
  defaultCurrency: string,
): Promise<RecordAnswer> => {
  const columns = columnsOf(payment, payment.currency ?? defaultCurrency);
  const twin = keyed || payment.allowDuplicate ? undefined : await findTwin(tx, columns);
  if (twin) throw possibleDuplicate(twin.id, twin.receiptNumber);
  return accepted('/payments', await payments.insert(tx, columns));
};
