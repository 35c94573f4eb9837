import { pagingParameters } from '@hms/service-kit/paging';
import { oneOfTwo, instant, line, optional, recordFields, recordId, text, uuid } from '@hms/service-kit/schema';
import { z } from 'zod';
import { minutes } from '../free-time';
import { durationMinutes } from '../schemas';
import { entryStates } from './entry';

const status = z.enum(entryStates);

export const NewWaitlistEntry = z
  .strictObject({
    patientId: uuid,
    doctorId: optional(uuid).meta({ description: 'The doctor; or else specialty' }),
    specialty: optional(line(100)).meta({ description: 'In place of doctorId: any doctor of the specialty' }),
    earliest: instant.meta({ description: 'No earlier than this', example: '2026-12-01T08:00:00+01:00' }),
    latest: instant.meta({ description: 'Over by this time', example: '2026-12-11T18:00:00+01:00' }),
    durationMinutes: durationMinutes.default(30),
    reason: optional(text(1000)),
  })
  .superRefine((entry, context) => {
    const fault = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if ((entry.doctorId === null) === (entry.specialty === null)) {
      fault('doctorId', 'is required, or specialty, but not both');
    }
    const [earliest, latest] = [Date.parse(entry.earliest), Date.parse(entry.latest)];
    if (latest < earliest + minutes(entry.durationMinutes))
      fault('latest', 'leaves no room for the visit after earliest');
    if (latest <= Date.now()) fault('latest', 'must be in the future');
  })
  .meta(oneOfTwo({ doctorId: 'string', specialty: 'string' }));
export type NewWaitlistEntry = z.output<typeof NewWaitlistEntry>;

const answeredTime = z.iso.datetime({ offset: true });

export const WaitlistEntry = z
  .strictObject({
    ...recordFields,
    patientId: recordId,
    doctorId: recordId.nullable(),
    specialty: z.string().nullable(),
    earliest: answeredTime,
    latest: answeredTime,
    durationMinutes: z.int(),
    status: status.meta({
      description: 'pending: patient-service and doctor-service are still to be asked; nothing is offered',
    }),
    reason: z.string().nullable(),
    offer: z
      .strictObject({
        appointmentId: recordId,
        doctorId: recordId,
        time: answeredTime,
        endTime: answeredTime,
        expiresAt: answeredTime,
      })
      .nullable()
      .meta({ description: 'The time that is held for the patient until expiresAt, or that was accepted' }),
    offersMissed: z.int().meta({ description: 'Offers that were declined or not answered in time' }),
    endedBecause: z.string().nullable().meta({
      description: 'Why the system ended the wait, such as that the patient has died; null where somebody cancelled it',
    }),
    refusedOffer: z
      .strictObject({ time: answeredTime, endTime: answeredTime, type: z.string(), detail: z.string() })
      .nullable()
      .meta({ description: 'An offer that was accepted, answered 202, and then refused' }),
  })
  .meta({ id: 'WaitlistEntry' });

export const WaitlistQuery = z.strictObject({
  ...pagingParameters,
  patientId: uuid.optional().meta({ description: 'Only those of this patient' }),
  doctorId: uuid.optional().meta({ description: 'Only those who wait for this doctor' }),
  specialty: line(100).optional().meta({ description: 'Only those who wait for this specialty' }),
  status: status.optional().meta({ description: 'Only those with this status' }),
});
