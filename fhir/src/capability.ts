import { operation, type Operation } from '@hms/service-kit/operation';
import type { HttpResponse } from '@hms/service-kit/response';
import type { CapabilityStatement, CapabilityStatementRestResource } from 'fhir/r4';
import { z } from 'zod';
import { prefix } from './translate';
import { fhirJson, outcomeOf } from './outcome';
import { patchFormats } from './patch-body';
import type { ComputedResource, FhirResource } from './resource';
import { commonParameters } from './search';

type Interaction = NonNullable<CapabilityStatementRestResource['interaction']>[number]['code'];

/** `GET /fhir/R4/metadata`: what this service has in FHIR, made from its resources. */
export function capabilityOperation(resources: (FhirResource | ComputedResource)[]): Operation {
  const statement: CapabilityStatement = {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: startedAt,
    kind: 'instance',
    software: { name: 'Hospital fleet', version: '0.1.0' },
    implementation: { description: 'The resources of one service; the gateway has all of them under one base' },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    patchFormat: patchFormats,
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
        interaction: [{ code: 'transaction' }],
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

function describe(resource: FhirResource | ComputedResource): CapabilityStatementRestResource {
  const { own = [] } = resource;
  const named = own.flatMap(({ is }) => (typeof is === 'object' ? [[is.name, is.definition] as const] : []));
  // one that is for the type and for a resource of it is told once
  const operation = [...new Map(named)].map(([name, definition]) => ({ name, definition }));
  const parameters =
    'native' in resource ? { ...commonParameters(resource), ...resource.parameters } : resource.parameters;
  const interactions: Interaction[] = [
    ...('native' in resource ? interactionsOf(resource) : []),
    ...own.flatMap(({ is }) => (typeof is === 'object' ? [] : is === 'update' ? ([is, 'patch'] as const) : [is])),
  ];
  return {
    type: resource.type,
    interaction: interactions.map((code) => ({ code })),
    versioning: 'native' in resource ? 'versioned-update' : 'no-version',
    readHistory: 'native' in resource && resource.native.history !== undefined,
    updateCreate: false,
    conditionalCreate: interactions.includes('create'),
    conditionalRead: 'not-match',
    searchParam: Object.entries(parameters).map(([name, { type, documentation }]) => ({ name, type, documentation })),
    ...(operation.length > 0 && { operation }),
  };
}

function interactionsOf({ native: { history, create, change }, body }: FhirResource): Interaction[] {
  return [
    'read',
    'search-type',
    ...(history ? (['vread', 'history-instance'] as const) : []),
    ...(create && body ? (['create'] as const) : []),
    ...(change && body ? (['update', 'patch'] as const) : []),
  ];
}
