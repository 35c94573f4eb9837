import { pagingParameters } from '@hms/service-kit/paging';
import { optional, recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { AnsweredSafety, positive } from '../schemas';

export const NewDispense = z.strictObject({
  quantity: positive.meta({
    description: 'In the unit of the prescription; a part of a fill, or all of it',
    example: 28,
  }),
  earlyReason: optional(text(500)).meta({
    description: 'Why the next fill goes out before it is due, such as a journey or a lost pack; kept on the dispense',
  }),
});
export type NewDispense = z.output<typeof NewDispense>;

export const Dispense = z
  .strictObject({
    ...recordFields,
    prescriptionId: recordId,
    quantity: z.number(),
    by: z.string().meta({ description: 'Who handed it out: the name in their token' }),
    dispensedAt: z.iso.datetime({ offset: true }),
    remainingQuantity: z.number().meta({ description: 'What was left of the prescription then' }),
    returnedQuantity: z.number().meta({ description: 'What of it came back; see its returns' }),
    earlyReason: z.string().nullable(),
    safety: AnsweredSafety,
    patientId: recordId,
  })
  .meta({ id: 'Dispense' });

export const NewReturn = z.strictObject({
  quantity: positive.meta({ description: 'How much came back, in the unit of the prescription', example: 28 }),
  cause: z.enum(['mistake', 'brought-back']).meta({
    description: 'mistake: it should not have been dispensed; brought-back: the patient returned it',
  }),
  reason: text(1000),
});
export type NewReturn = z.output<typeof NewReturn>;

export const Return = z
  .strictObject({
    ...recordFields,
    prescriptionId: recordId,
    dispenseId: recordId,
    quantity: z.number(),
    cause: z.string(),
    reason: z.string(),
    by: z.string().meta({ description: 'Who took it back: the name in their token' }),
    returnedAt: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'Return' });

export const DispenseQuery = z.strictObject(pagingParameters);
export const DispensesQuery = z.strictObject({
  ...pagingParameters,
  patientId: uuid.optional().meta({ description: 'Only what was handed out to this patient' }),
  prescriptionId: uuid.optional().meta({ description: 'Only what was handed out on this prescription' }),
});
export const dispenseParameters = z.strictObject({ id: uuid, dispenseId: uuid });
