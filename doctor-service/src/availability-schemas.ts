import { idsOf, pagingParameters } from '@hms/service-kit/paging';
import { instantInQuery, line, recordId } from '@hms/service-kit/schema';
import { z } from 'zod';

const dayLength = 24 * 60 * 60 * 1000;
const longest = 62;
/** Of doctors who are named: so many times so many days take PostgreSQL about a fifth of a second. */
const mostDoctorDays = 2000;

const window = {
  from: instantInQuery.meta({ description: 'Start of the window' }),
  to: instantInQuery.meta({ description: `End of the window, at most ${longest} days after \`from\`` }),
};

interface Window {
  from: string;
  to: string;
}

const lengthOf = ({ from, to }: Window) => Date.parse(to) - Date.parse(from);

const bounded = <S extends z.ZodType<Window>>(query: S) =>
  query
    .refine((given) => lengthOf(given) > 0, { path: ['to'], error: 'must be after from' })
    .refine((given) => lengthOf(given) <= longest * dayLength, {
      path: ['to'],
      error: `must lie at most ${longest} days after from`,
    });

export const AvailabilityQuery = bounded(z.strictObject(window));

export const AvailabilityListQuery = bounded(
  z
    .strictObject({
      ...pagingParameters,
      specialty: line(100)
        .optional()
        .meta({ description: 'The whole specialty, without regard to case or accents; or else doctorId' }),
      doctorId: idsOf('the doctors').optional().meta({
        description:
          'In place of specialty: the ids of 1 to 100 doctors with commas between them, times days at most 2,000; who is unknown is left out. Set limit to as many',
      }),
      ...window,
    })
    .refine(({ specialty, doctorId }) => (specialty === undefined) !== (doctorId === undefined), {
      path: ['doctorId'],
      error: 'is required, or specialty, but not both',
    })
    .superRefine((query, context) => {
      const count = query.doctorId?.split(',').length ?? 0;
      const days = Math.floor(mostDoctorDays / Math.max(1, count));
      if (lengthOf(query) > days * dayLength)
        context.addIssue({
          code: 'custom',
          path: ['to'],
          message: `must lie at most ${days} days after from, for ${count} doctors`,
        });
    }),
);

const interval = z.strictObject({ start: z.iso.datetime({ offset: true }), end: z.iso.datetime({ offset: true }) });

export const Availability = z
  .strictObject({
    doctorId: recordId,
    name: z.string(),
    specialty: z.string(),
    timeZone: z.string(),
    visitMinutes: z.int(),
    active: z.boolean().meta({ description: 'An inactive doctor has no intervals' }),
    scheduled: z.boolean().meta({ description: 'Without any schedule a doctor can be booked at any time' }),
    intervals: z
      .array(interval)
      .meta({ description: 'Hours less time off, in order of time, apart from each other, within the window' }),
    hours: z.array(interval).meta({
      description:
        'The blocks of working hours that meet the window, each whole, also beyond the window and before time off is taken out, in order of time; none without a schedule',
    }),
  })
  .meta({ id: 'Availability' });
