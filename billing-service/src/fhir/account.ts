import { bundleOf } from '@hms/fhir/bundle';
import { fhirJson } from '@hms/fhir/outcome';
import { withPatientsNamed } from '@hms/fhir/patients-named';
import type { ComputedResource } from '@hms/fhir/resource';
import { NotTaken, ownId, reference } from '@hms/fhir/search-parameter';
import { inFhir, nativeOf, pathOf, telling } from '@hms/fhir/translate';
import type { OperationRequest } from '@hms/service-kit/incoming';
import type { Operation } from '@hms/service-kit/operation';
import { invalidRequest } from '@hms/service-kit/problem';
import { currentRequest } from '@hms/service-kit/request-context';
import { page, type HttpResponse } from '@hms/service-kit/response';
import { idParameters } from '@hms/service-kit/schema';
import { z } from 'zod';
import { toFhir, type Native } from './account-mapping';

const ofPatient = reference({ filter: 'patientId', documentation: 'Whose account it is' }, '', 'Patient');

/** FHIR's Account: the balance of a patient, which is worked out when it is asked for. */
export const accountResource: ComputedResource = {
  type: 'Account',
  parameters: { _id: { ...ownId(''), documentation: 'The id of the patient' }, patient: ofPatient, subject: ofPatient },
  own: [
    { is: 'read', make: (native) => [reading(native)] },
    { is: 'search-type', make: (native) => [searching(native)] },
  ],
};

const format = {
  _format: z.enum(['json', 'application/json', 'application/fhir+json']).optional(),
  _pretty: z.enum(['true', 'false']).optional(),
};

function reading(native: Operation[]): Operation {
  const balances = nativeOf(native, 'getBalances');
  return {
    ...balances,
    id: 'fhirReadAccount',
    path: `${pathOf(accountResource)}/:id`,
    patient: { in: 'path', name: 'id' },
    params: idParameters,
    query: z.strictObject(format),
    handle: (input) => balances.handle({ ...input, params: { patientId: (input.params as { id: string }).id } }),
    translation: telling(accountResource, (answer) => ({
      ...answer,
      headers: { ...answer.headers, 'content-type': fhirJson },
      body: JSON.stringify(toFhir(JSON.parse(answer.body) as Native)),
    })),
  };
}

/** The ids that a value names; a reference that is of no patient's form is of nothing. Throws what its form is. */
const idsIn = (value: string, context: z.RefinementCtx): string[] => {
  try {
    return value.split(',').flatMap((one) => ofPatient.idOf?.(one.trim()) ?? []);
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
};

const ids = z
  .string()
  .transform(idsIn)
  .refine((all) => all.length <= 50, 'may name at most 50')
  .optional();

const SearchQuery = z
  .strictObject({
    _id: ids,
    patient: ids,
    'patient:Patient': ids,
    subject: ids,
    'subject:Patient': ids,
    _count: z
      .string()
      .regex(/^\d{1,3}$/, 'must be a whole number')
      .transform(Number)
      .optional(),
    ...format,
  })
  .transform(({ _count: most, _id, patient, subject, ...query }, context) => {
    const given = [_id, patient, query['patient:Patient'], subject, query['subject:Patient']];
    const [first, ...others] = given.filter((one) => one !== undefined);
    const asked = first && [...new Set(first)].filter((id) => others.every((other) => other.includes(id)));
    if (asked && most !== undefined && most < asked.length)
      context.addIssue({
        code: 'custom',
        path: ['_count'],
        message: 'is less than are asked for; all are told at once',
      });
    return { asked };
  });

/** Of the patients that are named; a patient without naming any finds their own. */
function searching(native: Operation[]): Operation {
  const balances = nativeOf(native, 'getBalances');
  return {
    ...balances,
    id: 'fhirSearchAccount',
    path: pathOf(accountResource),
    summary: 'Search Account (FHIR)',
    description: 'Finds the accounts of the patients that are named.',
    patient: { in: 'query', name: 'patientId' },
    params: z.strictObject({}),
    query: SearchQuery,
    handle: async (input) => {
      const { asked, patientId } = input.query as { asked?: string[]; patientId?: string };
      const all = patientId === undefined ? asked : [patientId].filter((id) => asked?.includes(id) ?? true);
      if (!all) throw needsPatient();
      const found = await Promise.all(
        all.map((id) => balances.handle({ ...input, params: { patientId: id }, query: {} })),
      );
      const isHidden = currentRequest()?.isHiddenRecord ?? (() => false);
      const records = found.map(({ body }) => String(body)).filter((json) => !isHidden(json));
      return page({ records, nextCursor: null }, input.url);
    },
    translation: {
      bodyTypes: [],
      request: (request) => withPatientsNamed(request, ['_id', 'patient', 'subject']),
      answer: (answer, request) => inFhir(accountResource, answer, () => searchset(answer, request)),
    },
  };
}

const needsPatient = () =>
  invalidRequest([{ in: 'query', pointer: '/patient', detail: 'is required, or subject or _id' }]);

function searchset(answer: HttpResponse, request: OperationRequest): HttpResponse {
  return bundleOf(answer, request, 'searchset', [], (record, base) => {
    const shown = toFhir(record as Native);
    return { fullUrl: `${base}/Account/${shown.id}`, resource: shown, search: { mode: 'match' } };
  });
}
