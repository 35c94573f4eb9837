import { IssuerUnavailable } from '@hms/service-kit/issuer';
import type { RequestHandler } from 'express';
import type { CapabilityStatement } from 'fhir/r4';
import type { Described, IssuerClient } from './issuer-client';
import { issuerDown } from './problems';

type Describe = IssuerClient['describe'];

/** `/fhir/R4/.well-known/smart-configuration`: where a program gets its token (SMART App Launch 2.2, "Conformance"). */
export function smartConfiguration(describe: Describe): RequestHandler {
  return async (_request, response) => {
    const known = await describe().catch((error: unknown) => {
      throw error instanceof IssuerUnavailable ? issuerDown() : error;
    });
    const scopes = known.scopes_supported ?? [];
    response.set('cache-control', 'no-store').json({
      ...known,
      grant_types_supported: ['authorization_code', 'client_credentials'],
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      capabilities: capabilitiesBy(scopes),
    });
  };
}

/** What the services hold to, whoever the issuer is; and what the issuer itself must be able to, as far as it says so. */
function capabilitiesBy(scopes: string[]): string[] {
  const launches = scopes.includes('launch/patient');
  return [
    ...['permission-v1', 'permission-v2', 'permission-patient', 'permission-user'],
    ...['client-public', 'client-confidential-asymmetric'],
    ...(launches ? ['launch-standalone', 'context-standalone-patient'] : []),
    ...(scopes.includes('offline_access') ? ['permission-offline'] : []),
  ];
}

/** Returns the statement with the addresses of the issuer, for programs that look for them there. */
export async function withSecurity(statement: CapabilityStatement, describe: Describe): Promise<CapabilityStatement> {
  const known = await describe().catch(() => undefined);
  const [rest] = statement.rest ?? [];
  return rest?.security && known
    ? { ...statement, rest: [{ ...rest, security: secured(rest.security, known) }] }
    : statement;
}

type Security = NonNullable<NonNullable<CapabilityStatement['rest']>[number]['security']>;

function secured(security: Security, known: Described): Security {
  const system = 'http://terminology.hl7.org/CodeSystem/restful-security-service';
  return {
    ...security,
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: [
          { url: 'token', valueUri: known.token_endpoint },
          { url: 'authorize', valueUri: known.authorization_endpoint },
        ],
      },
    ],
    service: [...(security.service ?? []), { coding: [{ system, code: 'SMART-on-FHIR' }] }],
  };
}
