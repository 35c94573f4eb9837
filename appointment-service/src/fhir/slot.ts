import { bundleOf } from '@hms/fhir/bundle';
import { asAsked } from '@hms/fhir/summary';
import { outcomeOf } from '@hms/fhir/outcome';
import { withPatientsNamed } from '@hms/fhir/patients-named';
import { compact, type ComputedResource } from '@hms/fhir/resource';
import { asResource, inFhir, nativeOf, pathOf } from '@hms/fhir/translate';
import { notFound, problemResponse } from '@hms/service-kit/problem';
import type { Slot as FhirSlot } from 'fhir/r4';
import type { OperationRequest } from '@hms/service-kit/incoming';
import type { Operation } from '@hms/service-kit/operation';
import { z } from 'zod';
import { SlotQuery, type Slot } from '../schemas';
import { readSlotId, slotId } from './slot-id';
import { oneSlot, slotSearch } from './slot-search';

export type FreeTime = z.output<typeof Slot>;

const named = { type: 'Slot', elements: {} } as const;

/** A free time as FHIR's Slot, in the schedule of its doctor. */
function toFhir({ doctorId, doctor, time, endTime, durationMinutes }: FreeTime): FhirSlot {
  return compact<FhirSlot>({
    resourceType: 'Slot',
    id: slotId({ doctorId, start: Date.parse(time), minutes: durationMinutes }),
    specialty: [{ text: doctor.specialty }],
    schedule: { reference: `Schedule/${doctorId}`, display: doctor.name },
    status: 'free',
    start: asRecords(time),
    end: asRecords(endTime),
  });
}

/** Returns an instant in UTC as the records have it, so that a time is told alike before it is booked and after. */
export function asRecords(time: string): string {
  return time.replace(/(?:\.000)?Z$/, '+00:00');
}

/** FHIR's Slot: times that can be booked, worked out when they are asked for. */
export const slotResource: ComputedResource = {
  ...named,
  parameters: {
    schedule: { type: 'reference', documentation: 'Of the doctor whose Schedule it is; this or specialty is needed' },
    specialty: { type: 'token', documentation: 'Of every active doctor of the specialty, by its name' },
    start: { type: 'date', documentation: 'When it starts, with its zone; absent: the next 14 days, at most 60' },
    status: { type: 'token', documentation: 'free: only free times are told' },
  },
  own: [
    {
      is: 'search-type',
      make: (native) => {
        const find = nativeOf(native, 'findSlots');
        return [searching(find, 'get', ''), searching(find, 'post', '/_search')];
      },
    },
    { is: 'read', make: (native) => [reading(nativeOf(native, 'findSlots'))] },
  ],
};

function searching(find: Operation, method: 'get' | 'post', path: string): Operation {
  return {
    ...find,
    id: method === 'get' ? 'fhirSearchSlot' : 'fhirSearchSlotByForm',
    ...(method === 'post' && { readsOnly: true as const }),
    method,
    path: `${pathOf(named)}${path}`,
    query: slotSearch,
    translation: {
      bodyTypes: method === 'post' ? ['application/x-www-form-urlencoded'] : [],
      request: withForm,
      answer: (answer, request) =>
        inFhir(named, answer, () =>
          bundleOf(answer, withForm(request), 'searchset', [], (record, base) => {
            const shown = toFhir(record as FreeTime);
            return {
              fullUrl: `${base}/Slot/${shown.id}`,
              resource: asAsked(shown, withForm(request).query),
              search: { mode: 'match' },
            };
          }),
        ),
    },
  };
}

/** Both of what the address has, and of the form. */
function withForm(request: OperationRequest): OperationRequest {
  const form = typeof request.body === 'object' ? (request.body as Record<string, unknown> | null) : {};
  return { ...request, query: { ...request.query, ...form }, body: undefined };
}

/** One that is no longer free is no longer there. */
function reading(find: Operation): Operation {
  return {
    ...find,
    id: 'fhirReadSlot',
    path: `${pathOf(named)}/:id`,
    params: z.strictObject({ id: z.string() }),
    // what else is asked is whose times it is not to meet, which access says
    query: z.strictObject({ _format: z.string().optional() }).transform(() => ({})),
    handle: (input) => {
      const { id } = input.params as { id: string };
      const slot = readSlotId(id);
      const query = slot && SlotQuery.safeParse(oneSlot(slot)).data;
      if (!query) throw notFound('slot', id);
      return find.handle({ ...input, query: { ...query, ...(input.query as object) } });
    },
    translation: {
      bodyTypes: [],
      request: withPatientsNamed,
      answer: (answer, { params }) =>
        inFhir(named, answer, () => {
          const [found] = (JSON.parse(answer.body) as { data: FreeTime[] }).data;
          if (!found) return outcomeOf(problemResponse(notFound('free slot', params['id'] ?? '')));
          return asResource({ ...answer, body: JSON.stringify(found) }, { ...named, toFhir });
        }),
    },
  };
}
