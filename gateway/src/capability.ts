import type { CapabilityStatement } from 'fhir/r4';
import type { Upstream } from './forward';

const waitMs = 3_000;

/** What the gateway makes of the resources of several services, of each patient. */
const here = [
  { name: 'everything', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything' },
  { name: 'export', definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export' },
  { name: 'summary', definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary' },
];

/**
 * Returns what makes one CapabilityStatement of those of the services, so that it promises nothing that is not there. What a
 * service said last stands for one that does not respond; of one that has said nothing yet there is nothing, and that is said.
 */
export function capabilityOf(upstreams: readonly Upstream[]): () => Promise<CapabilityStatement> {
  const known = new Map<string, CapabilityStatement>();
  /** Who comes meanwhile waits for the same: it needs no token, and each asking is a request of every service. */
  let asking: Promise<unknown> | undefined;

  async function ask({ name, url }: Upstream): Promise<void> {
    try {
      const response = await fetch(`${url}/fhir/R4/metadata`, { signal: AbortSignal.timeout(waitMs) });
      if (response.ok) known.set(name, (await response.json()) as CapabilityStatement);
    } catch {
      // it is told of below
    }
  }

  return async () => {
    await (asking ??= Promise.all(upstreams.map(ask)).finally(() => (asking = undefined)));
    const statements = upstreams.flatMap(({ name }) => known.get(name) ?? []);
    const silent = upstreams.filter(({ name }) => !known.has(name)).map(({ name }) => name);
    const [first] = statements;
    const isTogether = statements.some(({ rest }) =>
      rest?.[0]?.interaction?.some(({ code }) => code === 'transaction'),
    );
    return {
      resourceType: 'CapabilityStatement',
      status: 'active',
      date:
        statements
          .map(({ date }) => date)
          .sort()
          .at(-1) ?? new Date().toISOString(),
      kind: 'instance',
      software: first?.software ?? { name: 'Hospital fleet' },
      implementation: {
        description: `The resources of all services under one base.${silent.length > 0 ? ` Without those of ${silent.join(', ')}, which did not respond.` : ''}`,
      },
      fhirVersion: '4.0.1',
      format: ['application/fhir+json'],
      ...(first?.patchFormat && { patchFormat: first.patchFormat }),
      rest: [
        {
          mode: 'server',
          documentation:
            'A search takes one step of a chain (Appointment?patient.name=), and _has (Patient?_has:Appointment:patient:status=); _include and _revinclude go across services.',
          interaction: [{ code: 'batch' }, ...(isTogether ? [{ code: 'transaction' as const }] : [])],
          operation: [{ name: 'export', definition: 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export' }],
          ...(first?.rest?.[0]?.security && { security: first.rest[0].security }),
          resource: statements
            .flatMap(({ rest }) => rest?.[0]?.resource ?? [])
            // of a type that several have, all say the same
            .filter(({ type }, place, all) => all.findIndex((one) => one.type === type) === place)
            .sort((a, b) => a.type.localeCompare(b.type))
            .map((one) => (one.type === 'Patient' ? { ...one, operation: [...(one.operation ?? []), ...here] } : one)),
        },
      ],
    };
  };
}
