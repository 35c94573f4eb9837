import { pagingParameters } from '@hms/service-kit/paging';
import { instant, instantInQuery, optional, recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { cancellationCodes, statuses } from './appointment';

/** What may change on an appointment without a command. */
export const AppointmentChanges = z.strictObject({ reason: optional(text(1000)) });

export const NewAppointment = z.strictObject({
  patientId: uuid,
  doctorId: uuid,
  time: instant.meta({ description: 'When it starts', example: '2026-12-01T09:00:00+01:00' }),
  durationMinutes: z.int().min(5, 'must be at least 5').max(1440, 'must be at most 1440').default(30),
  ...AppointmentChanges.shape,
});
export type NewAppointment = z.output<typeof NewAppointment>;

export const NewCancellation = z.strictObject({
  code: z.enum(cancellationCodes).default('other').meta({ description: 'FHIR appointment-cancellation-reason' }),
  reason: optional(text(1000)),
  by: optional(z.enum(['patient', 'doctor', 'staff'])),
});

export const Appointment = z
  .strictObject({
    ...recordFields,
    patientId: recordId,
    doctorId: recordId,
    doctor: z
      .strictObject({ name: z.string(), specialty: z.string() })
      .nullable()
      .meta({ description: 'Once linked; null while pending' }),
    time: z.iso.datetime({ offset: true }),
    endTime: z.iso.datetime({ offset: true }),
    durationMinutes: z.int(),
    status: z.enum(statuses),
    reason: z.string().nullable(),
    cancellation: z
      .strictObject({ code: z.string(), reason: z.string().nullable(), by: z.string().nullable() })
      .nullable(),
  })
  .meta({ id: 'Appointment' });

export const AppointmentQuery = z.strictObject({
  ...pagingParameters,
  patientId: uuid.optional(),
  doctorId: uuid.optional(),
  status: z.enum(statuses).optional(),
  from: instantInQuery.optional().meta({ description: 'Starting at this instant or later' }),
  to: instantInQuery.optional().meta({ description: 'Starting before this instant' }),
});
