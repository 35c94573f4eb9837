import type { Database } from '@hms/service-kit/database';
import { mergePatchOf } from '@hms/service-kit/merge-patch';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { patchRecord } from '@hms/service-kit/records';
import { ok } from '@hms/service-kit/response';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import { payments } from './payment-store';
import { Payment, PaymentChanges } from './schemas';

/** Changes what is noted beside the money, never the money. */
export function changePayment(db: Database): Operation {
  return operation({
    id: 'changePayment',
    access: access.changePayment,
    patient: ofRecord(payments),
    method: 'patch',
    path: '/payments/:id',
    summary: 'Change the reference of a payment',
    description:
      'Changes the reference only, such as a cheque number. The money stays as it is: to give it back, refund the payment.',
    params: idParameters,
    body: mergePatchOf(PaymentChanges),
    responses: { 200: { description: 'The changed payment', schema: Payment } },
    handle: async (request) => ok(await patchRecord(db, payments, request, PaymentChanges, payments.update)),
  });
}
