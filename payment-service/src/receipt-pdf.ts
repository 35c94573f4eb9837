import { amountForPeople } from '@hms/service-kit/money';
import type { Issuer } from '@hms/service-kit/pdf-page';
import type { Queryable } from '@hms/service-kit/postgres';
import { notFound } from '@hms/service-kit/problem';
import type { z } from 'zod';
import { noReceipt } from './problems';
import type { Payment } from './schemas';

type Completed = z.output<typeof Payment> & { settledAt: string };

/** Throws a 404 problem, or a 409 one where nothing has been taken, or not yet. */
export const getReceipted = async (db: Queryable, id: string): Promise<Completed> => {
  const [row] = await db.query<{ shown: z.output<typeof Payment> }>(
    'select row_to_json(v) as shown from payments_view v where id = $1',
    [id],
  );
  if (!row) throw notFound('payment', id);
  const { settledAt, status, failure } = row.shown;
  if (status !== 'completed' || settledAt === null) throw noReceipt(status, failure?.detail);
  return { ...row.shown, settledAt };
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
  const { id, receiptNumber, billId, patientId, currency, method, reference, settledAt, updatedAt } = payment;
  const { amount, tendered, change, depositedAmount, refundedAmount } = payment;
  const money = (major: number) => `${amountForPeople(major, currency)} ${currency}`;
  const time = settledAt.slice(0, 19).replace('T', ' ');
  return pdfPage({ title: `Receipt ${receiptNumber ?? id}`, date: new Date(updatedAt), issuer }, (page) => {
    page.heading(`Receipt ${receiptNumber ?? ''}`);
    page.row('Received', `${time} UTC`);
    page.row('Amount', money(amount));
    page.row('Method', methods[method]);
    if (reference !== null) page.row('Reference', reference);
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
