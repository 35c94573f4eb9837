import type { Database } from '@hms/service-kit/database';
import type { Operation } from '@hms/service-kit/operation';
import { capabilityOperation } from './capability';
import { onlyIfNoneExists } from './conditional-create';
import { outcomeOf } from './outcome';
import { patching } from './patch-operations';
import { readOperations } from './read-operations';
import type { ComputedResource, FhirResource } from './resource';
import { searchOperations } from './search-operations';
import { nativeOf, pathOf, prefix } from './translate';
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
  return [capabilityOperation(resources), ...resources.flatMap((resource) => operationsOf(db, native, resource))];
}

function operationsOf(db: Database, native: Operation[], resource: FhirResource | ComputedResource): Operation[] {
  const own = (resource.own ?? []).flatMap(({ is, make }) => make(native).map((operation) => ({ is, operation })));
  if (!('native' in resource)) return own.map(({ operation }) => operation);
  const patches = own.flatMap(({ is, operation }) =>
    is === 'update' ? [patchOf(db, native, resource, operation)] : [],
  );
  const all = [...stored(db, native, resource), ...own.map(({ operation }) => operation), ...patches];
  const search = nativeOf(all, `fhirSearch${resource.type}`);
  return all.map((operation) =>
    isCreate(operation, resource) ? onlyIfNoneExists(db, resource, { create: operation, search }) : operation,
  );
}

function isCreate({ method, path }: Operation, resource: FhirResource): boolean {
  return method === 'post' && path === pathOf(resource);
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
