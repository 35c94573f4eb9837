import { onlyOne, saidByServer } from '@hms/fhir/body';
import { instant } from '@hms/service-kit/schema';
import { z } from 'zod';
import { cancellationCodes } from '../appointment';
import { minutes } from '../free-time';
import { appointmentTypes, cancellationReasons, confidentiality, heldUntilExtension } from './appointment-mapping';
import { slotId } from './slot-id';

const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

const participant = z.strictObject({
  actor: z.strictObject({
    reference: z
      .string()
      .regex(
        new RegExp(`(^|/)(Patient|Practitioner)/${uuid}$`, 'i'),
        'must be a reference such as Patient/0192f3c4-5b6a-7cde-8f01-23456789abcd, of a Patient or a Practitioner',
      ),
    type: z.enum(['Patient', 'Practitioner']).optional(),
    display: z.string().optional(),
  }),
  required: z.literal('required').optional(),
  status: z.enum(['accepted', 'declined', 'tentative', 'needs-action']),
});

/** The one patient and the one doctor. */
const participants = z.array(participant).transform((all, context) => {
  const [patient, ...otherPatients] = all.filter(({ actor }) => /(^|\/)Patient\//i.test(actor.reference));
  const [doctor, ...otherDoctors] = all.filter(({ actor }) => /(^|\/)Practitioner\//i.test(actor.reference));
  if (!patient || !doctor || otherPatients.length > 0 || otherDoctors.length > 0) {
    context.addIssue({ code: 'custom', message: 'must be one Patient and one Practitioner' });
    return z.NEVER;
  }
  const idOf = ({ actor }: typeof patient) => actor.reference.slice(-36).toLowerCase();
  return {
    patientId: idOf(patient),
    patientStatus: patient.status,
    doctorId: idOf(doctor),
    doctorStatus: doctor.status,
  };
});

const codeOf = <S extends z.ZodType>(system: string, code: S) =>
  onlyOne(
    z.strictObject({
      system: z.literal(system),
      version: z.string().optional(),
      code,
      display: z.string().optional(),
    }),
  );

const meta = saidByServer.meta.unwrap().extend({ security: codeOf(confidentiality, z.literal('R')).optional() });

/** What of FHIR's Appointment is kept, or said by the server; every other element is refused by its name. */
const KeptAppointment = z
  .strictObject({
    resourceType: z.literal('Appointment'),
    ...saidByServer,
    meta: meta.optional(),
    extension: onlyOne(z.strictObject({ url: z.literal(heldUntilExtension), valueInstant: z.string() })).optional(),
    status: z.enum([
      ...(['proposed', 'pending', 'booked', 'arrived', 'fulfilled', 'cancelled', 'noshow'] as const),
      ...(['entered-in-error', 'checked-in', 'waitlist'] as const),
    ]),
    cancelationReason: z
      .strictObject({
        coding: codeOf(cancellationReasons, z.enum(cancellationCodes)).optional(),
        text: z.string().optional(),
      })
      .optional(),
    specialty: onlyOne(z.strictObject({ text: z.string() })).optional(),
    appointmentType: z.strictObject({ coding: codeOf(appointmentTypes, z.literal('WALKIN')) }).optional(),
    reasonCode: onlyOne(z.strictObject({ text: z.string() })).optional(),
    start: instant,
    end: instant,
    minutesDuration: z.int().optional(),
    created: z.string().optional(),
    slot: onlyOne(z.strictObject({ reference: z.string(), type: z.literal('Slot').optional() })).optional(),
    participant: participants,
    requestedPeriod: onlyOne(z.strictObject({ start: z.string(), end: z.string() })).optional(),
  })
  .superRefine(({ start, end, minutesDuration, slot, participant: { doctorId } }, context) => {
    const fault = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    const length = lengthOf(start, end);
    if (length <= 0) fault('end', 'must be later than start');
    else if (minutesDuration !== undefined && minutesDuration !== length)
      fault('minutesDuration', `must be ${length}, the minutes from start to end`);
    const [free] = slot ?? [];
    if (free && !free.reference.endsWith(`Slot/${slotId({ doctorId, start: Date.parse(start), minutes: length })}`))
      fault('slot', 'must be the slot of this practitioner, start and end, or left out');
  });

function lengthOf(start: string, end: string): number {
  return (Date.parse(end) - Date.parse(start)) / minutes(1);
}

/** Reads FHIR's Appointment as what is asked for. */
export const appointmentBody = KeptAppointment.transform(({ participant: people, ...resource }) => ({
  id: resource.id,
  status: resource.status,
  cancellation: resource.cancelationReason && {
    code: resource.cancelationReason.coding?.[0]?.code,
    reason: resource.cancelationReason.text,
  },
  start: Date.parse(resource.start),
  minutes: lengthOf(resource.start, resource.end),
  reason: resource.reasonCode?.[0]?.text ?? null,
  confidential: resource.meta?.security !== undefined,
  walkIn: resource.appointmentType !== undefined,
  specialty: resource.specialty?.[0]?.text,
  heldUntil: resource.extension?.[0]?.valueInstant,
  created: resource.created,
  requestedPeriod: resource.requestedPeriod?.[0],
  ...people,
}));
export type Asked = z.output<typeof appointmentBody>;

/** For each native member and part of `Asked` that is named otherwise in FHIR, its element. */
export const elements = {
  time: 'start',
  durationMinutes: 'minutesDuration',
  reason: 'reasonCode[0].text',
  confidential: 'meta.security',
  walkIn: 'appointmentType',
  heldUntil: 'extension',
  patientId: "participant.where(actor.reference.contains('Patient/')).actor",
  doctorId: "participant.where(actor.reference.contains('Practitioner/')).actor",
  code: 'cancelationReason.coding[0].code',
};

const { patientId, doctorId } = elements;

/** For each problem of which one element is the reason, that element. */
export const reasons = {
  ...{ 'patient-unknown': patientId, 'patient-deceased': patientId, 'patient-inactive': patientId },
  ...{ 'doctor-unknown': doctorId, 'doctor-inactive': doctorId },
  ...{ 'time-not-in-future': 'start', 'time-out-of-range': 'start', 'time-not-now': 'start' },
  ...{
    'outside-availability': 'start',
    'slot-taken': 'start',
    'patient-busy': 'start',
    'held-for-waiting-list': 'start',
  },
};
