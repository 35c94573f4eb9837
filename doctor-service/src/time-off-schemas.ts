import { idsOf, pagingParameters } from '@hms/service-kit/paging';
import {
  date,
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
import { AffectedAppointments } from './affected-appointments';

const dayLength = 24 * 60 * 60 * 1000;
/** Two years, one of them a leap year. */
const longest = 731 * dayLength;

const wholeDay = date.refine((day) => day >= '1900-01-01', 'must not be before 1900');

const aText = { type: 'string' };
const begins = { required: ['start'], properties: { start: aText } };
const ends = { required: ['end'], properties: { end: aText } };
const byInstants = { required: ['start', 'end'], properties: { start: aText, end: aText } };
const firstDay = { required: ['startDate'], properties: { startDate: aText } };
const lastDay = { required: ['endDate'], properties: { endDate: aText } };

export const NewTimeOff = z
  .strictObject({
    start: optional(instant).meta({ description: 'With `end`, a leave from one instant to another' }),
    end: optional(instant).meta({ description: 'At most two years after `start`' }),
    startDate: optional(wholeDay).meta({
      description: 'In place of `start` and `end`: the first day of a leave by whole days in the doctor’s time zone',
      example: '2027-03-01',
    }),
    endDate: optional(wholeDay).meta({ description: 'The last day, included; absent: the first is the only one' }),
    reason: optional(text(500)),
  })
  .superRefine(({ start, end, startDate, endDate }, context) => {
    const fault = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (startDate === null && endDate === null) {
      if (start === null) fault('start', 'is required, with end; or startDate for whole days');
      if (end === null) fault('end', 'is required, with start; or startDate for whole days');
      if (start !== null && end !== null) checkSpan(fault, { from: 'start', to: 'end' }, spanOf(start, end), 1);
      return;
    }
    for (const [name, value] of Object.entries({ start, end })) {
      if (value !== null) fault(name, 'cannot be used with startDate and endDate: send instants or whole days');
    }
    if (startDate === null) fault('startDate', 'is required, with endDate');
    else if (endDate !== null) {
      checkSpan(fault, { from: 'startDate', to: 'endDate' }, spanOf(startDate, endDate) + dayLength, dayLength);
    }
  })
  .meta({
    oneOf: [
      { ...byInstants, not: { anyOf: [firstDay, lastDay] } },
      { ...firstDay, not: { anyOf: [begins, ends] } },
    ],
  });
export type NewTimeOff = z.output<typeof NewTimeOff>;

const spanOf = (from: string, to: string) => Date.parse(to) - Date.parse(from);

const checkSpan = (
  fault: (name: string, message: string) => void,
  { from, to }: { from: string; to: string },
  span: number,
  shortest: number,
): void => {
  if (span < shortest) fault(to, `must ${shortest === 1 ? `lie after ${from}` : `not lie before ${from}`}`);
  else if (span > longest) fault(to, `must lie at most two years after ${from}`);
};

export const TimeOff = z
  .strictObject({
    ...recordFields,
    doctorId: recordId,
    start: z.iso.datetime({ offset: true }),
    end: z.iso.datetime({ offset: true }),
    startDate: z.iso.date().nullable().meta({ description: 'Of a leave by whole days, which follows the time zone' }),
    endDate: z.iso.date().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'TimeOff' });

export const AddedTimeOff = TimeOff.extend({ affectedAppointments: AffectedAppointments }).meta({ id: 'AddedTimeOff' });

export const TimeOffQuery = z.strictObject({
  ...pagingParameters,
  from: instantInQuery.optional().meta({ description: 'Ending after this instant' }),
  to: instantInQuery.optional().meta({ description: 'Starting before this instant' }),
});

/** The same of several doctors at once. */
export const TimeOffOfManyQuery = TimeOffQuery.extend({
  doctorId: idsOf('the doctors').meta({
    description: 'The ids of 1 to 100 doctors with commas between them; who is unknown is left out',
  }),
});

export const timeOffParameters = idParameters.extend({ timeOffId: uuid });
