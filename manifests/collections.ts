import type { Service } from '../service-kit/src/service';

/** Returns the source of the gateway's table of collections: it finds the services by it, and has nothing of theirs in its image. */
export function collectionsOf(services: Service[]): string {
  const rows = services.flatMap(({ name, collections }) => collections.map((one) => `  ['${one}', '${name}'],`));
  const owners = new Map<string, string[]>();
  for (const { name, facade } of services)
    for (const type of facade) owners.set(type, [...(owners.get(type) ?? []), name]);
  const types = [...owners].flatMap(([type, [one, ...others]]) =>
    others.length > 0 ? [] : `  ['${type}', '${one}'],`,
  );
  const shared = [...owners].flatMap(([type, names]) =>
    names.length > 1
      ? `  ['${type}', [${names
          .sort()
          .map((name) => `'${name}'`)
          .join(', ')}]],`
      : [],
  );
  return `// Written by npm run manifests, from the services' own definitions.

/** Which service has which collection, by the first segment of its paths. */
export const collections: ReadonlyMap<string, string> = new Map([
${rows.sort().join('\n')}
]);

/** Which service has which type of FHIR's resources. */
export const fhirTypes: ReadonlyMap<string, string> = new Map([
${types.sort().join('\n')}
]);

/** Which services have which type that several have, each its own. */
export const sharedFhirTypes: ReadonlyMap<string, readonly string[]> = new Map([
${shared.sort().join('\n')}
]);
`;
}
