import { idsInQuery, idsOf, pagingParameters } from '@hms/service-kit/paging';
import {
  booleanInQuery,
  instantInQuery,
  line,
  optional,
  pageOf,
  recordFields,
  recordId,
  text,
  uuid,
} from '@hms/service-kit/schema';
import { z } from 'zod';
import { statuses } from './appointment';
import { horizon } from './booking-rules';
import { days, type Interval } from './free-time';

/** What may change on an appointment without a command. */
export const AppointmentChanges = z.strictObject({
  reason: optional(text(1000)).meta({ description: 'Why the patient comes' }),
  confidential: z
    .boolean()
    .default(false)
    .meta({ description: 'True: the reason is for those who treat the patient, and not for the desk' }),
});

export const durationMinutes = z.int().min(5, 'must be at least 5').max(1440, 'must be at most 1440');
const answeredTime = z.iso.datetime({ offset: true });

export const Appointment = z
  .strictObject({
    ...recordFields,
    patientId: recordId,
    doctorId: recordId,
    doctor: z
      .strictObject({ name: z.string(), specialty: z.string() })
      .nullable()
      .meta({ description: 'Once linked; null while pending' }),
    time: answeredTime,
    endTime: answeredTime,
    durationMinutes: z.int(),
    status: z.enum(statuses).meta({
      description:
        'pending: the time is held, and doctor-service or patient-service has still to answer, or the patient to confirm it (heldUntil); arrived: the patient is here; fulfilled: the patient has been seen',
    }),
    reason: z.string().nullable(),
    cancellation: z
      .strictObject({ code: z.string(), reason: z.string().nullable(), by: z.string().nullable() })
      .nullable()
      .meta({ description: 'Why and by whom it was cancelled; code is of FHIR appointment-cancellation-reason' }),
    overbook: z
      .strictObject({ reason: z.string() })
      .nullable()
      .meta({ description: 'Why it lies outside the hours of the doctor, or beside another appointment' }),
    waitingMove: z
      .strictObject({ time: answeredTime, endTime: answeredTime })
      .nullable()
      .meta({ description: 'A move that waits for doctor-service; both times are held' }),
    refusedMove: z
      .strictObject({ time: answeredTime, endTime: answeredTime, type: z.string(), detail: z.string() })
      .nullable()
      .meta({ description: 'A move that was answered 202 and then refused' }),
    heldUntil: answeredTime.nullable().meta({
      description:
        'Until when the time is held for its patient, who has still to confirm it, or to accept it as the offer of the waiting list',
    }),
    offeredTo: recordId
      .nullable()
      .meta({ description: 'The entry of the waiting list to which the time is offered, while it is' }),
    walkIn: z.boolean().meta({ description: 'It was booked for a patient who was there' }),
    recordedLate: z
      .strictObject({ reason: z.string() })
      .nullable()
      .meta({ description: 'It was entered after it had taken place, and why' }),
    statusReason: z
      .string()
      .nullable()
      .meta({ description: 'Why the last command took back what was recorded before' }),
    confidential: z.boolean().meta({ description: 'The reason is for those who treat the patient' }),
  })
  .meta({ id: 'Appointment' });

export const AppointmentPage = pageOf(Appointment).extend({
  count: z.int().optional().meta({ description: 'With outsideHours: how many there are on all pages' }),
});

export const AppointmentQuery = z.strictObject({
  ...pagingParameters,
  id: idsInQuery,
  patientId: uuid.optional().meta({ description: 'Only those of this patient' }),
  doctorId: uuid.optional().meta({ description: 'Only those with this doctor' }),
  specialty: line(100).optional().meta({
    description:
      'Only those with a doctor who had this specialty when it was booked; not those of which that is not known yet',
  }),
  status: z.enum(statuses).optional().meta({ description: 'Only those with this status' }),
  overbooked: booleanInQuery
    .optional()
    .meta({ description: 'Only those that were overbooked, or only those that were not' }),
  outsideHours: z.literal('true', 'must be true; without it, visits are listed whatever the hours').optional().meta({
    description:
      'Only visits to come that lie outside the present hours of their doctor, who may have left; not those that were overbooked',
  }),
  from: instantInQuery.optional().meta({ description: 'Starting at this instant or later' }),
  to: instantInQuery.optional().meta({ description: 'Starting before this instant' }),
});

export const Slot = z
  .strictObject({
    doctorId: recordId,
    doctor: z.strictObject({ name: z.string(), specialty: z.string() }),
    time: answeredTime,
    endTime: answeredTime,
    durationMinutes: z.int(),
  })
  .meta({ id: 'Slot' });

const longest = days(60);
const usual = days(14);
/** So many doctors times so many days; doctor-service, which is asked for somewhat more days, has a bound of its own. */
const mostDoctorDays = 1500;

/** From when to when slots are looked for. */
export const slotRange = ({ from, to }: { from?: string | undefined; to?: string | undefined }): Interval => {
  const start = from === undefined ? Date.now() : Date.parse(from);
  return { start, end: to === undefined ? start + usual : Date.parse(to) };
};

// free times are worked out as far as the page goes, and not counted
const { limit, cursor } = pagingParameters;
export const SlotPage = pageOf(Slot).omit({ count: true, countIsExact: true });

export const SlotQuery = z
  .strictObject({
    limit,
    cursor,
    doctorId: idsOf('the doctors').optional().meta({
      description:
        'The doctor, or up to 100 with commas between their ids, times days at most 1,500; or else specialty',
    }),
    specialty: line(100).optional().meta({ description: 'In place of doctorId: any active doctor of the specialty' }),
    patientId: uuid.optional().meta({ description: 'Leaves out the times at which this patient is elsewhere' }),
    from: instantInQuery.optional().meta({ description: 'Starting at this instant or later; absent: now' }),
    to: instantInQuery.optional().meta({ description: 'Starting before this instant; absent: 14 days after from' }),
    durationMinutes: z
      .string()
      .regex(/^\d{1,4}$/, 'must be a whole number of minutes')
      .transform(Number)
      .pipe(durationMinutes)
      .optional()
      .meta({ description: "Absent: as long as the doctor's visits take" }),
  })
  .superRefine((query, context) => {
    const fault = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if ((query.doctorId === undefined) === (query.specialty === undefined)) {
      fault('doctorId', 'is required, or specialty, but not both');
    }
    const { start, end } = slotRange(query);
    if (start >= horizon())
      fault('from', `must lie before ${new Date(horizon()).toISOString()}; further ahead nothing is booked`);
    if (end <= start) fault('to', 'must be later than from');
    if (end > start + longest) fault('to', 'must be at most 60 days after from');
    const count = query.doctorId?.split(',').length ?? 1;
    const most = Math.floor(mostDoctorDays / count);
    if (end > start + days(most)) fault('to', `must be at most ${most} days after from, for ${count} doctors`);
  });
export type SlotQuery = z.output<typeof SlotQuery>;
