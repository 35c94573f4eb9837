import { referenceTo } from '@hms/fhir/body';
import type { OwnOperation } from '@hms/fhir/resource';
import { asResource, nativeOf, pathOf, telling } from '@hms/fhir/translate';
import { z } from 'zod';
import type { AppointmentContext } from '../context';
import { minutes } from '../free-time';
import { appointmentBody, elements, reasons, type Asked } from './appointment-body';
import { toFhir } from './appointment-mapping';
import { booking } from './book';
import { readSlotId } from './slot-id';

const patient = z.strictObject({ name: z.literal('patient'), valueReference: referenceTo('Patient') });
const slot = z.strictObject({
  name: z.literal('slot'),
  valueReference: z.strictObject({ reference: z.string() }).transform(({ reference }, context) => {
    const found = readSlotId(reference.replace(/^.*Slot\//, ''));
    if (!found) context.addIssue({ code: 'custom', message: 'must be a Slot as it was found' });
    return found ?? z.NEVER;
  }),
});
const proposal = z.strictObject({ name: z.literal('appt-resource'), resource: z.unknown() });
const comment = z.strictObject({ name: z.literal('reason'), valueString: z.string() });

/** What `$book` and `$hold` take: an appointment as `$find` gave it, or a Slot; and the patient, where the appointment has none. */
const Parameters = z
  .strictObject({
    resourceType: z.literal('Parameters'),
    parameter: z.array(z.union([patient, slot, proposal, comment])).min(1),
  })
  .transform(({ parameter }, context) => {
    const by = <N extends string>(name: N) =>
      parameter.find((one): one is Extract<(typeof parameter)[number], { name: N }> => one.name === name);
    const names = parameter.map(({ name }) => name);
    const fault = (message: string) => context.addIssue({ code: 'custom', path: ['parameter'], message });
    if (new Set(names).size < names.length) fault('must have each once');
    const resource = by('appt-resource')?.resource;
    const time = by('slot')?.valueReference;
    if ((resource === undefined) === (time === undefined)) fault('must have appt-resource or slot');
    const who = by('patient')?.valueReference;
    const reason = by('reason')?.valueString;
    return time ? ofSlot(time, who, reason) : withPatient(resource, who, reason);
  })
  .pipe(appointmentBody);

/** An operation of the Argonaut scheduling guide that books or holds. */
const ofScheduling = (name: 'book' | 'hold') => ({
  name,
  definition: `http://fhir.org/guides/argonaut-scheduling/OperationDefinition/appointment-${name}`,
  as: 'c' as const,
});

/** `$book`: what a create does, of what was found. */
export function bookingOfFound(context: AppointmentContext): OwnOperation {
  return booking(context, {
    is: ofScheduling('book'),
    id: 'fhirBookAppointment',
    path: '/$book',
    body: Parameters,
    faultOf: ({ id, status }) => {
      if (status === 'proposed' || status === 'booked') return undefined;
      return `must be proposed or booked; what is held is booked by POST Appointment/${id ?? '<id>'}/$book`;
    },
  });
}

/** Long enough to fill in a form. */
const holdMinutes = 10;

/** `$hold`: takes the time as `$book` does, and books it only by `$book` of what is held. */
export function holdingOfFound(context: AppointmentContext): OwnOperation {
  return booking(context, {
    is: ofScheduling('hold'),
    id: 'fhirHoldAppointment',
    path: '/$hold',
    body: Parameters,
    faultOf: ({ status }: Asked) => (status === 'proposed' ? undefined : 'must be proposed'),
    holdMinutes,
  });
}

const named = { type: 'Appointment', elements, reasons } as const;

/** `$book` of what is held. */
export const bookingOfHeld: OwnOperation = {
  is: ofScheduling('book'),
  make: (native) => {
    const confirm = nativeOf(native, 'confirmAppointment');
    return [
      {
        ...confirm,
        id: 'fhirBookHeldAppointment',
        path: `${pathOf(named)}/:id/$book`,
        // which may be left out: there is nothing to say
        body: z.strictObject({ resourceType: z.literal('Parameters').optional() }),
        handle: (input) => confirm.handle({ ...input, body: undefined }),
        translation: telling(named, (answer) => asResource(answer, { ...named, toFhir })),
      },
    ];
  },
};

type Time = NonNullable<ReturnType<typeof readSlotId>>;

function ofSlot({ doctorId, start, minutes: length }: Time, patientId: string | undefined, reason: string | undefined) {
  return withPatient(
    {
      resourceType: 'Appointment',
      status: 'proposed',
      start: new Date(start).toISOString(),
      end: new Date(start + minutes(length)).toISOString(),
      participant: [{ actor: { reference: `Practitioner/${doctorId}` }, status: 'needs-action' }],
    },
    patientId,
    reason,
  );
}

/** A patient beside one that the appointment has is refused with it: one comes. */
function withPatient(resource: unknown, patientId: string | undefined, reason: string | undefined): unknown {
  if (typeof resource !== 'object' || resource === null) return resource;
  const people =
    'participant' in resource && Array.isArray(resource.participant) ? (resource.participant as unknown[]) : [];
  const added =
    patientId === undefined ? [] : [{ actor: { reference: `Patient/${patientId}` }, status: 'needs-action' }];
  return {
    ...resource,
    ...(added.length > 0 && { participant: [...people, ...added] }),
    ...(reason !== undefined && { reasonCode: [{ text: reason }] }),
  };
}
