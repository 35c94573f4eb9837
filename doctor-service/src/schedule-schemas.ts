import { date, optional, recordId } from '@hms/service-kit/schema';
import { z } from 'zod';
import { AffectedAppointments } from './affected-appointments';
import { days, overlapsIn, textOf } from './schedule';

const timeOfDay = (pattern: RegExp) => z.string().regex(pattern, 'must be a time of day, such as 09:00');

// instants, which hours become, are told from then on
const validityDay = date.refine((day) => day >= '1900-01-01', 'must not be before 1900');

const Block = z.strictObject({
  day: z.enum(days),
  start: timeOfDay(/^([01]\d|2[0-3]):[0-5]\d$/).meta({ example: '09:00' }),
  end: timeOfDay(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/).meta({
    description: 'No later than `start` means on the next day; 24:00 is midnight',
    example: '12:30',
  }),
});

const weekly = z
  .array(Block)
  .max(100, 'must have at most 100 blocks')
  .superRefine((blocks, context) => {
    for (const { place, block, earlier } of overlapsIn(blocks)) {
      context.addIssue({ code: 'custom', path: [place], message: `${textOf(block)} overlaps ${textOf(earlier)}` });
    }
  })
  .meta({ description: 'Hours of every week in the doctor’s time zone; an empty list means that none are worked' });

export const NewSchedule = z
  .strictObject({
    validFrom: optional(validityDay).meta({ description: 'First day; without one it has no beginning' }),
    validTo: optional(validityDay).meta({ description: 'Last day; without one it has no end' }),
    weekly,
  })
  .refine(({ validFrom, validTo }) => validFrom === null || validTo === null || validFrom <= validTo, {
    path: ['validTo'],
    error: 'must not be before validFrom',
  });
export type NewSchedule = z.output<typeof NewSchedule>;

export const ValidityQuery = z.strictObject({
  validFrom: date
    .optional()
    .meta({ description: 'First day of the schedule; without it the one that has no beginning' }),
});

export const Schedules = z
  .strictObject({
    doctorId: recordId,
    version: z.int().min(1),
    data: z
      .array(
        z.strictObject({
          validFrom: z.iso.date().nullable(),
          validTo: z.iso.date().nullable(),
          weekly: z.array(z.strictObject({ day: z.enum(days), start: z.string(), end: z.string() })),
        }),
      )
      .meta({ description: 'In the order of their days' }),
  })
  .meta({ id: 'Schedules' });

export const ChangedSchedules = Schedules.extend({ affectedAppointments: AffectedAppointments }).meta({
  id: 'ChangedSchedules',
});
