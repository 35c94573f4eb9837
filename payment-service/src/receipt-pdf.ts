import { amountForPeople } from '@hms/service-kit/money';
import type { Issuer } from '@hms/service-kit/pdf-page';
import type { Queryable } from '@hms/service-kit/postgres';
import { notFound } from '@hms/service-kit/problem';
import { cleanLine } from '@hms/service-kit/text';
import type { z } from 'zod';
import { noReceipt } from './problems';
import type { Payment } from './schemas';

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

const methods: Record<Completed['method'], string> = {
  cash: 'Cash',
  card: 'Card',
  'bank-transfer': 'Bank transfer',
  'mobile-money': 'Mobile money',
  cheque: 'Cheque',
  insurance: 'Insurance',
  deposit: 'From the deposit',
};

/** A page to hand to who has paid. */
export const receiptPdf = async (payment: Completed, issuer: Issuer): Promise<Uint8Array> => {
  // only now: it takes 30 MB
  const { pdfPage } = await import('@hms/service-kit/pdf-page');
  const { id, receiptNumber, billId, patientId, currency, method, receivedAt, updatedAt } = payment;
  const { amount, tendered, change, depositedAmount, refundedAmount } = payment;
  const money = (major: number) => `${amountForPeople(major, currency)} ${currency}`;
  // as it is printed, it must not be read in another order than it was written, whenever it was stored
  const reference = cleanLine(payment.reference ?? '');
  return pdfPage({ title: `Receipt ${receiptNumber ?? id}`, date: new Date(updatedAt), issuer }, (page) => {
    page.heading(`Receipt ${receiptNumber ?? ''}`);
    page.row('Received', receivedAt);
    page.row('Amount', money(amount));
    page.row('Method', methods[method]);
    if (reference !== '') page.row('Reference', reference);
    if (tendered !== null) page.row('Handed over', money(tendered));
    if (change !== null) page.row('Change', money(change));
    page.row(billId === null ? 'For' : 'For bill', billId ?? 'a deposit');
    if (patientId !== null) page.row('Patient', patientId);
    if (depositedAmount > 0) page.row('Held as deposit', money(depositedAmount));
    if (refundedAmount > 0) page.row('Given back so far', money(refundedAmount));
    page.space();
    page.paragraph(`Payment id: ${id}`);
  });
};
