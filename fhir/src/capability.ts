import { operation, type Operation } from '@hms/service-kit/operation';
import type { HttpResponse } from '@hms/service-kit/response';
import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4';
import { z } from 'zod';
import { prefix } from './translate';
import { fhirJson, outcomeOf } from './outcome';
import type { FhirResource } from './resource';
import { commonParameters } from './search';

type Interaction = NonNullable<CapabilityStatementRestResource['interaction']>[number]['code'];

/** `GET /fhir/R4/metadata`: what this service has in FHIR, made from its resources. */
export function capabilityOperation(resources: FhirResource[]): Operation {
  const statement: CapabilityStatement = {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: startedAt,
    kind: 'instance',
    software: { name: 'Hospital fleet', version: '0.1.0' },
    implementation: { description: 'The resources of one service; the gateway has all of them under one base' },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        security: {
          cors: true,
          service: [
            { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'OAuth' }] },
          ],
          description: 'An access token of the hospital’s issuer; who may do what is told in docs/access.md.',
        },
        resource: resources.map(describe),
      },
    ],
  };
  const answer: HttpResponse = {
    status: 200,
    headers: { 'content-type': fhirJson },
    body: JSON.stringify(statement),
  };
  return operation({
    id: 'fhirMetadata',
    access: 'anybody',
    method: 'get',
    path: `${prefix}/metadata`,
    summary: 'Read what there is in FHIR',
    description: 'Returns the CapabilityStatement.',
    query: z.strictObject({ _format: z.string().optional(), mode: z.literal('full').optional() }),
    responses: { 200: { description: 'The CapabilityStatement' } },
    isUnrecorded: true,
    handle: () => Promise.resolve(answer),
    translation: { bodyTypes: [], answer: (told) => (told.status >= 400 ? outcomeOf(told) : told) },
  });
}

const startedAt = new Date().toISOString();

function describe(resource: FhirResource): CapabilityStatementRestResource {
  const { history, create, change } = resource.native;
  const isWritten = resource.body !== undefined;
  const codes: Interaction[] = [
    'read',
    'search-type',
    ...(history ? (['vread', 'history-instance'] as const) : []),
    ...(create && isWritten ? (['create'] as const) : []),
    ...(change && isWritten ? (['update'] as const) : []),
  ];
  return {
    type: resource.type,
    interaction: codes.map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: history !== undefined,
    updateCreate: false,
    conditionalCreate: false,
    conditionalRead: 'not-match',
    searchParam: Object.entries({ ...commonParameters(resource), ...resource.parameters }).map(
      ([name, { type, documentation }]) => ({ name, type, documentation }),
    ),
  };
}
