import type { Database } from '@hms/service-kit/database';
import type { Operation } from '@hms/service-kit/operation';
import { notFound } from '@hms/service-kit/problem';
import { computed } from '@hms/service-kit/response';
import { z } from 'zod';
import { auditEventOf, operationSystem, type NativeEvent } from './audit-event-mapping';
import { fhirResource, type ComputedResource } from './resource';
import { asResource, inFhir, nativeOf, pathOf } from './translate';
import { instant } from './search-date';
import { searchOperations } from './search-operations';
import { code, NotTaken, reference, token, type SearchParameter } from './search-parameter';

/** FHIR's AuditEvent: the audit of a service, for whom `GET /audit` is. @param service whose events they are */
export function auditEventResource(service: string, db: Database): ComputedResource {
  const positionIn = (id: string) => {
    const [of, position = ''] = id.split('.');
    return of === service && /^\d{1,15}$/.test(position) ? Number(position) : undefined;
  };
  const resource = fhirResource<NativeEvent>({
    type: 'AuditEvent',
    native: { read: 'listAuditEvents', search: 'listAuditEvents' },
    toFhir: (event) => auditEventOf(service, event),
    from: 'audit_events e cross join lateral show_event(e) v',
    id: 'e.position',
    order: { by: 'date', key: [{ column: 'e.position', type: 'bigint' }] },
    patient: 'e.patient_ids[1]',
    parameters: { _id: byPosition(positionIn), ...parameters },
  });

  function reading(native: Operation[]): Operation {
    return {
      ...nativeOf(native, 'listAuditEvents'),
      id: 'fhirReadAuditEvent',
      path: `${pathOf(resource)}/:id`,
      params: z.strictObject({ id: z.string() }),
      query: z.strictObject({ _format: z.string().optional() }),
      handle: async ({ params }) => {
        const { id } = params as { id: string };
        const [row] = await db.query<{ json: string }>(
          'select row_to_json(v)::text as json from audit_events e cross join lateral show_event(e) v where e.position = $1',
          [positionIn(id) ?? null],
        );
        if (!row) throw notFound('event', id);
        return computed(row.json);
      },
      translation: {
        bodyTypes: [],
        answer: (answer) => inFhir(resource, answer, () => asResource(answer, resource)),
      },
    };
  }

  function searching(native: Operation[]): Operation[] {
    const list = nativeOf(native, 'listAuditEvents');
    return searchOperations(resource, native, db).map((operation) => ({
      ...operation,
      despiteRestriction: true,
      handle: async (input) => {
        // the native list takes into the chain what writes have left
        await list.handle({ ...input, params: {}, query: { limit: 1 } });
        return operation.handle(input);
      },
    }));
  }

  return {
    type: 'AuditEvent',
    parameters: resource.parameters,
    own: [
      { is: 'read', make: (native) => [reading(native)] },
      { is: 'search-type', make: searching },
    ],
  };
}

function byPosition(positionIn: (id: string) => number | undefined): SearchParameter {
  return {
    type: 'token',
    filter: 'id',
    documentation: 'Its id',
    modifiers: [],
    read: (value) => {
      const position = positionIn(value);
      return position === undefined ? () => 'false' : (bind) => `e.position = ${bind(position)}`;
    },
  };
}

const ofPatient = (documentation: string): SearchParameter => {
  const plain = reference({ filter: 'patientId', documentation }, '', 'Patient');
  return {
    ...plain,
    read: (value) => {
      const id = plain.idOf?.(value);
      return id === undefined ? () => 'false' : (bind) => `e.patient_ids @> array[${bind(id)}::uuid]`;
    },
  };
};

const parameters: Record<string, SearchParameter> = {
  patient: ofPatient('Whose data was asked for or shown'),
  entity: ofPatient('The same: of what was asked for, patients alone are found'),
  agent: agent('e.subject', `e.event ->> 'issuer'`),
  altid: token({ filter: 'subject', documentation: 'Who did it, by `sub` of the token' }, 'e.subject = ?'),
  date: instant({ filter: 'from', documentation: 'When it was recorded; days are those of UTC' }, 'e.recorded_at'),
  subtype: token(
    { filter: 'operation', documentation: 'The operation, by its operationId, or the job' },
    'e.operation = ?',
    (value) => value.replace(`${operationSystem}|`, ''),
  ),
  outcome: code(
    { filter: 'refused', documentation: '0 of what was done, 4 of what was refused' },
    `e.event ->> 'outcome'`,
    {
      system: 'http://hl7.org/fhir/audit-event-outcome',
      codes: { 0: ['shown', 'changed', 'nothing-shown'], 4: ['refused'] },
    },
  ),
};

/** Who did it: people are no resources here, and found by what their issuer calls them. @param subject, @param issuer columns */
export function agent(subject: string, issuer: string): SearchParameter {
  return {
    type: 'reference',
    filter: 'subject',
    documentation: 'Who did it, as agent:identifier=issuer|subject, or the subject alone',
    modifiers: ['identifier'],
    read: (value, modifier) => {
      if (modifier === undefined) throw new NotTaken('must be asked for as agent:identifier=issuer|subject');
      const [system, who = ''] = value.includes('|') ? value.split('|') : [undefined, value];
      if (who === '') throw new NotTaken('needs the subject, as issuer|subject');
      return (bind) => `(${subject} = ${bind(who)}${system === undefined ? '' : ` and ${issuer} = ${bind(system)}`})`;
    },
  };
}
