import type { Service } from '../service-kit/src/service';

/** Returns the source of the gateway's table of collections: it finds the services by it, and has nothing of theirs in its image. */
export function collectionsOf(services: Service[]): string {
  const rows = services.flatMap(({ name, collections }) => collections.map((one) => `  ['${one}', '${name}'],`));
  const types = services.flatMap(({ name, facade }) => facade.map((one) => `  ['${one}', '${name}'],`));
  return `// Written by npm run manifests, from the services' own definitions.

/** Which service has which collection, by the first segment of its paths. */
export const collections: ReadonlyMap<string, string> = new Map([
${rows.sort().join('\n')}
]);

/** Which service has which type of FHIR's resources. */
export const fhirTypes: ReadonlyMap<string, string> = new Map([
${types.sort().join('\n')}
]);
`;
}
