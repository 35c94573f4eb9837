import path from 'node:path';
import { amountForPeople } from '@hms/papers/amount';
import type { Papers } from '@hms/papers/papers';
import type { Queryable } from '@hms/service-kit/database';
import { notFound } from '@hms/service-kit/problem';
import { cleanLine } from '@hms/service-kit/text';
import type { z } from 'zod';
import { noReceipt } from './problems';
import type { Payment } from './schemas';

const template = path.resolve(__dirname, '../receipt.typ');

type Shown = z.output<typeof Payment>;

/** A payment, and the time that a clock in the hospital showed when it was settled. */
interface Completed extends Shown {
  receivedAt: string;
}

/** Throws a 404 problem, or a 409 one where nothing has been taken, or not yet. */
export const getReceipted = async (db: Queryable, id: string): Promise<Completed> => {
  const [row] = await db.query<{ shown: Shown; clock: string; minutesAhead: number; zone: string }>(
    `select row_to_json(v) as shown, hospital_time_zone() as zone,
       to_char("settledAt" at time zone hospital_time_zone(), 'YYYY-MM-DD HH24:MI:SS') as clock,
       (extract(epoch from ("settledAt" at time zone hospital_time_zone()) - ("settledAt" at time zone 'UTC')) / 60)::integer
         as "minutesAhead"
     from payments_view v where id = $1`,
    [id],
  );
  if (!row) throw notFound('payment', id);
  const { shown, clock, minutesAhead, zone } = row;
  if (shown.status !== 'completed') throw noReceipt(shown.status, shown.failure?.detail);
  // in the night on which clocks go back an hour comes twice, and only the offset tells which it was
  return { ...shown, receivedAt: `${clock}${zone === 'UTC' ? '' : ` ${offsetOf(minutesAhead)}`} ${zone}` };
};

const offsetOf = (minutesAhead: number): string => {
  const minutes = Math.abs(minutesAhead);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${minutesAhead < 0 ? '-' : '+'}${hours}:${rest}`;
};

/** Returns the receipt that is handed to the payer. */
export function receiptPdf(payment: Completed, papers: Papers): Promise<Uint8Array> {
  const { id, receiptNumber, billId, patientId, currency, method, receivedAt, updatedAt } = payment;
  const { amount, tendered, change, depositedAmount, refundedAmount } = payment;
  const money = (major: number) => `${amountForPeople(major, currency)} ${currency}`;
  return papers.compile(template, {
    ...{ id, receiptNumber, billId, patientId, method, receivedAt, updatedAt },
    amount: money(amount),
    // as it is printed, it must not be read in another order than it was written, whenever it was stored
    reference: cleanLine(payment.reference ?? '') || null,
    tendered: tendered === null ? null : money(tendered),
    change: change === null ? null : money(change),
    depositedAmount: depositedAmount > 0 ? money(depositedAmount) : null,
    refundedAmount: refundedAmount > 0 ? money(refundedAmount) : null,
  });
}
