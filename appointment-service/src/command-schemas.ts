import { atLeastOneOf, instant, optional, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { cancellationCodes } from './appointment';
import { AppointmentChanges, durationMinutes } from './schemas';

const overbook = optional(z.strictObject({ reason: text(1000) })).meta({
  description: "Goes outside the doctor's hours, or onto a time that the doctor already has; the reason is kept",
});
const startTime = { description: 'When it starts', example: '2026-12-01T09:00:00+01:00' };
const isObject = ({ value }: { value: unknown }): boolean => typeof value === 'object' && value !== null;
const isPresent = (value: unknown): boolean => value !== null && value !== undefined;

export const NewAppointment = z
  .strictObject({
    patientId: uuid,
    doctorId: uuid,
    time: optional(instant).meta({
      ...startTime,
      description: 'When it starts. Required unless walkIn is true; then absent: this minute',
    }),
    durationMinutes: optional(durationMinutes).meta({ description: "Absent: as long as this doctor's visits take" }),
    overbook,
    walkIn: z.boolean().default(false).meta({
      description: 'The patient is there: the visit begins within 15 minutes of now, and is arrived once booked',
    }),
    recordedLate: optional(z.strictObject({ reason: text(1000) })).meta({
      description:
        "A visit of the last year that is entered afterwards, and why. It becomes fulfilled (arrived, if it is not over); the doctor's hours are not asked",
    }),
    holdMinutes: optional(z.int().min(1, 'must be at least 1').max(60, 'must be at most 60')).meta({
      description:
        'Holds the time for so long, and not after it begins, until POST /appointments/{id}/confirm books it; if that does not come, the time is free again',
    }),
    ...AppointmentChanges.shape,
  })
  .refine((visit) => isPresent(visit.time) || visit.walkIn, {
    path: ['time'],
    error: 'is required',
    // beside the faults of other fields, too
    when: isObject,
  })
  .refine((visit) => !visit.walkIn || !visit.recordedLate, {
    path: ['recordedLate'],
    error: 'cannot be used with walkIn: a visit is entered now or afterwards',
  })
  .refine((visit) => !isPresent(visit.holdMinutes) || (!visit.walkIn && !isPresent(visit.recordedLate)), {
    path: ['holdMinutes'],
    error: 'is for a time to come: leave out walkIn and recordedLate',
  })
  .meta({
    anyOf: [
      { required: ['time'], properties: { time: { type: 'string' } } },
      { required: ['walkIn'], properties: { walkIn: { const: true } } },
    ],
  });
export type NewAppointment = z.output<typeof NewAppointment>;

export const Reschedule = z
  .strictObject({
    time: optional(instant).meta({
      ...startTime,
      description: 'When it starts. Required unless doctorId is given; then absent: at the same time',
    }),
    doctorId: optional(uuid).meta({
      description:
        'The doctor that the visit moves to; absent: it stays with the same. The same rules hold as for a booking',
    }),
    durationMinutes: optional(durationMinutes).meta({ description: 'Absent: as long as before' }),
    overbook,
  })
  .refine((move) => isPresent(move.time) || isPresent(move.doctorId), {
    path: ['time'],
    error: 'is required, or doctorId',
    // beside the faults of other fields, too
    when: isObject,
  })
  .meta(atLeastOneOf({ time: 'string', doctorId: 'string' }));
export type Reschedule = z.output<typeof Reschedule>;

export const NewCancellation = z.strictObject({
  code: z.enum(cancellationCodes).default('other').meta({ description: 'FHIR appointment-cancellation-reason' }),
  reason: optional(text(1000)),
  by: optional(z.enum(['patient', 'doctor', 'staff'])).meta({ description: 'Who cancels' }),
});

const overbookAgain = overbook.meta({
  description:
    'For a visit whose time was free to others, and has been taken by one of them since: goes beside it; the reason is kept',
});

export const Arrival = z.strictObject({ overbook: overbookAgain });
export type Arrival = z.output<typeof Arrival>;

export const Reopening = z.strictObject({
  reason: text(1000).meta({
    description: 'What was wrong; it is kept in the history',
    example: 'Clicked the wrong line',
  }),
  overbook: overbookAgain,
});
export type Reopening = z.output<typeof Reopening>;
