import { bundleOf } from '@hms/fhir/bundle';
import { withPatientsNamed } from '@hms/fhir/patients-named';
import type { OwnOperation } from '@hms/fhir/resource';
import { inFhir, nativeOf, pathOf } from '@hms/fhir/translate';
import type { OperationRequest } from '@hms/service-kit/incoming';
import type { Operation } from '@hms/service-kit/operation';
import { uuid } from '@hms/service-kit/schema';
import type { Appointment as FhirAppointment } from 'fhir/r4';
import { z } from 'zod';
import { SlotQuery } from '../schemas';
import { valuesOf } from './parameters';
import { asRecords, type FreeTime } from './slot';
import { slotId } from './slot-id';
import { idOf, paging } from './slot-search';

const named = { type: 'Appointment', elements: {} } as const;

/** What a free time is found by. */
const Wanted = z
  .strictObject({
    ...paging,
    start: z.string().optional(),
    end: z.string().optional(),
    practitioner: idOf('Practitioner').optional(),
    specialty: z.string().optional(),
    patient: idOf('Patient').optional(),
  })
  .transform(({ practitioner: doctorId, patient: patientId, start: from, end: to, specialty, _count, _cursor }) => ({
    ...(doctorId !== undefined && { doctorId }),
    ...(patientId !== undefined && { patientId }),
    ...(specialty !== undefined && { specialty }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(_count !== undefined && { limit: _count }),
    ...(_cursor !== undefined && { cursor: _cursor }),
  }))
  .pipe(SlotQuery);

/** `$find`: free times as appointments that are proposed, each of which `$book` takes as it is. */
export const finding: OwnOperation = {
  is: {
    name: 'find',
    definition: 'http://fhir.org/guides/argonaut-scheduling/OperationDefinition/appointment-find',
    as: 's',
  },
  make: (native) => {
    const find = nativeOf(native, 'findSlots');
    return [
      findingBy('get', find),
      { ...findingBy('post', find), id: 'fhirFindAppointmentsByParameters', readsOnly: true },
    ];
  },
};

function findingBy(method: 'get' | 'post', find: Operation): Operation {
  return {
    ...find,
    id: 'fhirFindAppointments',
    method,
    path: `${pathOf(named)}/$find`,
    query: Wanted,
    translation: {
      bodyTypes: ['application/fhir+json'],
      request: (request) => withPatientsNamed(asked(request), ['patient']),
      answer: (answer, request) =>
        inFhir(named, answer, () =>
          bundleOf(answer, asked(request), 'searchset', [], (found) => ({
            resource: proposed(found as FreeTime, asked(request).query['patient']),
            search: { mode: 'match' },
          })),
        ),
    },
  };
}

/** What Parameters have is asked as the address would ask it. */
function asked(request: OperationRequest): OperationRequest {
  if (request.body === undefined) return request;
  return { ...request, query: { ...request.query, ...valuesOf(request.body) }, body: undefined };
}

function proposed({ doctorId, doctor, time, endTime, durationMinutes }: FreeTime, patient: unknown): FhirAppointment {
  const id = typeof patient === 'string' ? patient.slice(-36).toLowerCase() : undefined;
  const slot = slotId({ doctorId, start: Date.parse(time), minutes: durationMinutes });
  return {
    resourceType: 'Appointment',
    status: 'proposed',
    start: asRecords(time),
    end: asRecords(endTime),
    minutesDuration: durationMinutes,
    slot: [{ reference: `Slot/${slot}` }],
    participant: [
      ...(uuid.safeParse(id).success
        ? [{ actor: { reference: `Patient/${id}` }, required: 'required' as const, status: 'needs-action' as const }]
        : []),
      {
        actor: { reference: `Practitioner/${doctorId}`, display: doctor.name },
        required: 'required',
        status: 'needs-action',
      },
    ],
  };
}
