import { pagingParameters } from '@hms/service-kit/paging';
import { recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { AnsweredSafety, positive } from '../schemas';

export const NewDispense = z.strictObject({
  quantity: positive.meta({
    description: 'In the unit of the prescription; a part of a fill, or all of it',
    example: 28,
  }),
  by: text(200).meta({ description: 'Who hands it out', example: 'Pharmacist 12' }),
});
export type NewDispense = z.output<typeof NewDispense>;

export const Dispense = z
  .strictObject({
    ...recordFields,
    prescriptionId: recordId,
    quantity: z.number(),
    by: z.string(),
    dispensedAt: z.iso.datetime({ offset: true }),
    remainingQuantity: z.number().meta({ description: 'What was left of the prescription then' }),
    safety: AnsweredSafety,
  })
  .meta({ id: 'Dispense' });

export const DispenseQuery = z.strictObject(pagingParameters);
export const dispenseParameters = z.strictObject({ id: uuid, dispenseId: uuid });
