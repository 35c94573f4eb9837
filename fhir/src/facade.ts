import type { Database } from '@hms/service-kit/database';
import type { Operation } from '@hms/service-kit/operation';
import { capabilityOperation } from './capability';
import { outcomeOf } from './outcome';
import { patching } from './patch-operations';
import { readOperations } from './read-operations';
import type { ComputedResource, FhirResource } from './resource';
import { searchOperations } from './search-operations';
import { nativeOf, prefix } from './translate';
import { writeOperations } from './write-operations';

/** What a service's facade in FHIR is, beside its operations. */
export const inFhir = { prefix, problem: outcomeOf };

/**
 * Returns the operations in FHIR of a service's resources. Each is a native one under another address: who may use it, whose data
 * it is about, what it checks, decides and records is the native operation's own; only what is asked and told is translated.
 * @param native the service's own operations
 */
export function fhirOperations(
  db: Database,
  native: Operation[],
  resources: (FhirResource | ComputedResource)[],
): Operation[] {
  return [
    capabilityOperation(resources),
    ...resources.flatMap((resource) => [
      ...('native' in resource ? stored(db, native, resource) : []),
      ...(resource.own ?? []).flatMap(({ is, make }) => {
        const operations = make(native);
        return is === 'update' && 'native' in resource
          ? [...operations, ...operations.map((update) => patchOf(db, native, resource, update))]
          : operations;
      }),
    ]),
  ];
}

function stored(db: Database, native: Operation[], resource: FhirResource): Operation[] {
  return [
    ...readOperations(db, resource, native),
    ...searchOperations(resource, native, db),
    ...writeOperations(db, resource, native),
  ];
}

/** An update that a resource has written itself is patched by itself. */
function patchOf(db: Database, native: Operation[], resource: FhirResource, update: Operation): Operation {
  const read = nativeOf(native, resource.native.read);
  return patching(db, resource, { read, update, change: (input, body) => update.handle({ ...input, body }) });
}
