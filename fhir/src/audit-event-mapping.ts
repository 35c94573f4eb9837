import type { AuditEvent as Native } from '@hms/service-kit/audit-schemas';
import type { AuditEvent, AuditEventAgent, AuditEventEntity } from 'fhir/r4';
import type { z } from 'zod';
import { compact } from './resource';

export type NativeEvent = z.output<typeof Native>;

/** Of the operations of the services, by their operationId. */
export const operationSystem = 'urn:hms:operation';

const terminology = 'http://terminology.hl7.org/CodeSystem';

/** Returns an event of a service's audit as FHIR's AuditEvent. Its id says which service it is of. */
export function auditEventOf(service: string, event: NativeEvent): AuditEvent {
  return compact<AuditEvent>({
    resourceType: 'AuditEvent',
    id: `${service}.${event.position}`,
    meta: { versionId: '1', lastUpdated: event.recordedAt },
    type: { system: `${terminology}/audit-event-type`, code: 'rest', display: 'RESTful Operation' },
    subtype: [{ system: operationSystem, code: event.operation, display: event.did }],
    action: actionOf(event),
    period: { start: event.at, end: event.at },
    recorded: event.recordedAt,
    outcome: event.outcome === 'refused' ? '4' : '0',
    outcomeDesc: said[event.outcome],
    purposeOfEvent: event.reason === null ? [] : [glassBroken(event.reason)],
    agent: agentsOf(event),
    source: {
      observer: { display: service },
      type: [{ system: `${terminology}/security-source-type`, code: '4', display: 'Application Server' }],
    },
    entity: [...event.patientIds.map(patientOf), requestOf(event)],
  });
}

const said: Partial<Record<NativeEvent['outcome'], string>> = {
  refused: 'It was refused.',
  'nothing-shown': 'There was nothing to show.',
};

/** What was refused was neither read nor written. */
function actionOf({ outcome, status }: NativeEvent): AuditEvent['action'] {
  if (outcome === 'refused') return undefined;
  if (outcome !== 'changed') return 'R';
  return status === 201 ? 'C' : 'U';
}

function glassBroken(reason: string) {
  return { coding: [{ system: `${terminology}/v3-ActReason`, code: 'BTG', display: 'break the glass' }], text: reason };
}

/** The person, and what they did it by: the program that their token is of, the service or job that did it for them. */
function agentsOf({ issuer, subject, name, roles, client, through, address }: NativeEvent): AuditEventAgent[] {
  const person = compact<AuditEventAgent>({
    role: roles.map((text) => ({ text })),
    who: compact({ identifier: { system: issuer, value: subject }, display: name }),
    altId: subject,
    name,
    requestor: true,
    network: address === null ? undefined : { address, type: '2' },
  });
  const programs = [client, through].filter((one) => one !== null);
  return [person, ...programs.map((display) => ({ who: { display }, requestor: false }))];
}

function patientOf(id: string): AuditEventEntity {
  return {
    what: { reference: `Patient/${id}` },
    type: { system: `${terminology}/audit-entity-type`, code: '1', display: 'Person' },
    role: { system: `${terminology}/object-role`, code: '1', display: 'Patient' },
  };
}

/** The request, by which the event is found in logs, and its place in the chain. */
function requestOf({ path, requestId, traceId, hash, status }: NativeEvent): AuditEventEntity {
  const details = { status: status === null ? null : String(status), requestId, traceId, hash };
  return compact<AuditEventEntity>({
    type: { system: `${terminology}/audit-entity-type`, code: '2', display: 'System Object' },
    name: path,
    detail: Object.entries(details).flatMap(([type, value]) => (value === null ? [] : [{ type, valueString: value }])),
  });
}
