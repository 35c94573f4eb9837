import type { Database } from '@hms/service-kit/database';
import type { OperationRequest } from '@hms/service-kit/incoming';
import type { Operation } from '@hms/service-kit/operation';
import { notFound, problemResponse } from '@hms/service-kit/problem';
import { z } from 'zod';
import { agent } from './audit-event';
import { outcomeOf } from './outcome';
import { provenanceOf, type Change } from './provenance-mapping';
import { fhirResource, type ComputedResource, type FhirType } from './resource';
import { instant } from './search-date';
import { searchOperations } from './search-operations';
import { reference, type Condition, type SearchParameter } from './search-parameter';
import { asResource, inFhir, nativeOf, pathOf } from './translate';

/** Whose versions they are. */
export interface Versioned {
  service: string;
  /** Of the resources that it tells of. */
  type: FhirType;
  table: string;
  /** The native operation that lists the versions of one; who may use it may see who made them. */
  history: string;
  /** SQL of a row `r` of `record_versions`: the patient whose it is. */
  patient: string;
  /** SQL of the ids of a patient's records; `?` stands for the patient. */
  recordsOf: string;
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** FHIR's Provenance: who made each version of a resource, when, and from which. */
export function provenanceResource(of: Versioned, db: Database): ComputedResource {
  const { type, service, table, patient } = of;
  const idForm = new RegExp(`^${type}\\.(${uuid})\\.(\\d{1,9})$`);
  const resource = fhirResource<Change>({
    type: 'Provenance',
    native: { read: of.history, search: of.history },
    toFhir: (change) => provenanceOf(type, service, change),
    from: `record_versions r cross join lateral (
      select r.record_id as "recordId", r.version, r.changed_at as "changedAt", (${patient})::uuid as "patientId",
        r.changed_by - array['patientId', 'doctorId'] as "changedBy") v`,
    id: `('${type}.' || r.record_id || '.' || r.version)`,
    order: {
      by: 'recorded',
      key: [
        { column: 'r.changed_at', type: 'timestamptz' },
        { column: `('${type}.' || r.record_id || '.' || r.version)`, type: 'text' },
      ],
    },
    patient: `(${patient})::uuid`,
    visible: () => `r.table_name = '${table}'`,
    parameters: {
      _id: {
        type: 'token',
        filter: 'id',
        documentation: 'Its id',
        modifiers: [],
        read: (value) => {
          const [, id, version] = idForm.exec(value) ?? [];
          return id === undefined
            ? () => 'false'
            : (bind) => `(r.record_id = ${bind(id)}::uuid and r.version = ${bind(version)}::integer)`;
        },
      },
      target: ofTarget(type),
      patient: ofPatient(of),
      agent: agent(`r.changed_by ->> 'subject'`, `r.changed_by ->> 'issuer'`),
      recorded: instant(
        { filter: 'changedAt', documentation: 'When the version was made; days are those of UTC' },
        'r.changed_at',
      ),
    },
  });

  /** It is the page of one of the native history, which begins with that version. */
  function reading(native: Operation[]): Operation {
    const history = nativeOf(native, of.history);
    const ownId = (request: OperationRequest): OperationRequest => {
      const given = request.params['id'] ?? '';
      const [, id, version] = idForm.exec(given) ?? [];
      if (id === undefined || version === undefined) throw notFound('resource', given);
      return { ...request, params: { id, version } };
    };
    return {
      ...history,
      id: 'fhirReadProvenance',
      path: `${pathOf(resource)}/:id`,
      params: z.strictObject({ id: z.string(), version: z.string() }),
      query: z.strictObject({ _format: z.string().optional() }),
      handle: (input) => {
        const { id, version } = input.params as { id: string; version: string };
        const cursor = Buffer.from(JSON.stringify([String(Number(version) + 1)])).toString('base64url');
        return history.handle({ ...input, params: { id }, query: { limit: 1, cursor } });
      },
      translation: {
        bodyTypes: [],
        request: ownId,
        answer: (answer, request) =>
          inFhir(resource, answer, () => {
            const { id = '', version = '' } = ownId(request).params;
            const [found] = (JSON.parse(answer.body) as { data: Omit<Change, 'recordId'>[] }).data;
            if (String(found?.version) !== version)
              return outcomeOf(problemResponse(notFound('version', `${id}/_history/${version}`)));
            return asResource({ ...answer, body: JSON.stringify({ ...found, recordId: id }) }, resource);
          }),
      },
    };
  }

  /** By the access of the native history; of whom, the query says. */
  function searching(native: Operation[]): Operation[] {
    const ofQuery = native.map((one) =>
      one.id === of.history ? { ...one, patient: { in: 'query', name: 'patientId' } as const } : one,
    );
    return searchOperations(resource, ofQuery, db);
  }

  return {
    type: 'Provenance',
    parameters: resource.parameters,
    own: [
      { is: 'read', make: (native) => [reading(native)] },
      { is: 'search-type', make: searching },
    ],
  };
}

function ofPatient({ recordsOf }: Versioned): SearchParameter {
  const plain = reference({ filter: 'patientId', documentation: 'Whose records' }, '', 'Patient');
  return {
    ...plain,
    read: (value) => {
      const id = plain.idOf?.(value);
      return id === undefined ? () => 'false' : (bind) => `r.record_id in (${recordsOf.replace('?', bind(id))})`;
    },
  };
}

/** Of another type there is none here, and at the gateway another service has it. */
function ofTarget(type: string): SearchParameter {
  const form = new RegExp(`(?:^|/)${type}/(${uuid})(?:/_history/(\\d{1,9}))?$`, 'i');
  return {
    type: 'reference',
    filter: 'id',
    documentation: 'Of what it tells: a reference such as Patient/<id>, also with /_history/<version>',
    modifiers: [],
    read: (value): Condition => {
      const [, id, version] = form.exec(value) ?? [];
      if (id === undefined) return () => 'false';
      return (bind) =>
        `(r.record_id = ${bind(id)}::uuid${version === undefined ? '' : ` and r.version = ${bind(version)}::integer`})`;
    },
  };
}
