import { ok, type RecordResponse } from '@hms/service-kit/response';
import { toMajorUnits } from '@hms/service-kit/money';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation } from '@hms/service-kit/operation';
import { stateForbidsCommand } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { z } from 'zod';
import { access } from './access';
import { requireCommand } from './bill';
import { bills, lockBill } from './bill-store';
import { readClock } from './due-date';
import { post } from './ledger/ledger-store';
import { billHasPayments } from './problems';
import { Bill } from './schemas';

/** Cancels a bill: takes back what it said is owed. What was paid on it must have been given back before. */
export const cancelBill = operation({
  id: 'cancelBill',
  access: access.cancelBill,
  patient: ofRecord(bills),
  method: 'post',
  path: '/bills/:id/cancel',
  summary: 'Cancel a bill',
  description:
    'Cancels a bill on which nothing is paid, or everything has been refunded; refund its payments first. A cancelled bill keeps its number.',
  params: idParameters,
  body: z.strictObject({}),
  responses: { 200: { description: 'The cancelled bill', schema: Bill } },
  problems: [stateForbidsCommand, billHasPayments],
  handle: ({ params, command }) => command.store((tx) => cancel(tx, params.id)),
});

async function cancel(tx: Transaction, id: string): Promise<RecordResponse> {
  const bill = await lockBill(tx, id);
  const { amount, discount, paid, due, currency } = bill;
  if (paid > 0n) throw billHasPayments(`${toMajorUnits(paid, currency)} ${currency}`);
  requireCommand('cancel', bill);
  // a draft is not in the ledger
  if (bill.status !== 'draft') {
    await post(tx, { kind: 'cancel', bill }, [
      ['revenue', amount],
      ['discounts', -discount],
      ['receivable', -due],
    ]);
  }
  const { now } = await readClock(tx);
  return ok(await bills.update(tx, id, { cancelled_at: now }));
}
