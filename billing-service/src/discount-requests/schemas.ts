import { Signatory } from '@hms/service-kit/approval';
import { pagingParameters } from '@hms/service-kit/paging';
import { recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { statuses } from './discount-request';

const status = z.enum(statuses);

/** Why a request is turned down. */
export const Rejection = z.strictObject({ reason: text(500) });

export const DiscountRequest = z
  .strictObject({
    ...recordFields,
    billId: recordId,
    patientId: recordId,
    amount: z
      .number()
      .meta({ description: 'What is to be taken off; a percentage was worked out when it was asked for' }),
    currency: z.string(),
    reason: z.string(),
    status: status.meta({ description: 'awaiting-approval: the bill is as it was; approved: the bill shows it' }),
    requestedBy: Signatory.meta({ description: 'Who asked for it' }),
    approvedBy: Signatory.nullable(),
    rejectedBy: Signatory.nullable(),
    rejectionReason: z.string().nullable(),
    decidedAt: z.iso.datetime({ offset: true }).nullable(),
  })
  .meta({ id: 'DiscountRequest', description: 'A discount above the limit, which another person approves or rejects' });

export const DiscountRequestQuery = z.strictObject({
  ...pagingParameters,
  status: status.optional().meta({ description: 'Only requests with this status' }),
  billId: uuid.optional().meta({ description: 'Only discounts on this bill' }),
  patientId: uuid.optional().meta({ description: "Only discounts on this patient's bills" }),
});
