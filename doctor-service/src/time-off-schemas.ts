import { pagingParameters } from '@hms/service-kit/paging';
import {
  idParameters,
  instant,
  instantInQuery,
  optional,
  recordFields,
  recordId,
  text,
  uuid,
} from '@hms/service-kit/schema';
import { z } from 'zod';

export const NewTimeOff = z
  .strictObject({ start: instant, end: instant, reason: optional(text(500)) })
  .refine(({ start, end }) => Date.parse(end) > Date.parse(start), { path: ['end'], error: 'must lie after start' });
export type NewTimeOff = z.output<typeof NewTimeOff>;

export const TimeOff = z
  .strictObject({
    ...recordFields,
    doctorId: recordId,
    start: z.iso.datetime({ offset: true }),
    end: z.iso.datetime({ offset: true }),
    reason: z.string().nullable(),
  })
  .meta({ id: 'TimeOff' });

export const TimeOffQuery = z.strictObject({
  ...pagingParameters,
  from: instantInQuery.optional().meta({ description: 'Ending after this instant' }),
  to: instantInQuery.optional().meta({ description: 'Starting before this instant' }),
});

export const timeOffParameters = idParameters.extend({ timeOffId: uuid });
