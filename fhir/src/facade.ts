import type { Database } from '@hms/service-kit/database';
import type { Operation } from '@hms/service-kit/operation';
import type { Action } from '@hms/service-kit/scopes';
import { byHttp } from './by-http';
import { capabilityOperation } from './capability';
import { onlyIfNoneExists } from './conditional-create';
import { exportOperations } from './export-operations';
import { outcomeOf } from './outcome';
import { patching } from './patch-operations';
import { readOperations } from './read-operations';
import type { ComputedResource, FhirResource, OwnOperation } from './resource';
import { searchOperations } from './search-operations';
import { transactionOperation } from './transaction';
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
  return [
    capabilityOperation(resources),
    transactionOperation(native),
    ...exportOperations(db, native, resources),
    ...resources.flatMap((resource) => operationsOf(db, native, resource)),
  ].map(byHttp);
}

function operationsOf(db: Database, native: Operation[], resource: FhirResource | ComputedResource): Operation[] {
  const own = (resource.own ?? []).flatMap(({ is, make }) =>
    scoped(resource, actionOf(is), make(native)).map((operation) => ({ is, operation })),
  );
  if (!('native' in resource)) return own.map(({ operation }) => operation);
  // with the scope of the update
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
    ...scoped(resource, 'r', readOperations(db, resource, native)),
    ...scoped(resource, 's', searchOperations(resource, native, db)),
    ...writeOperations(db, resource, native).flatMap((operation) =>
      scoped(resource, byMethod[operation.method], [operation]),
    ),
  ];
}

/** An update that a resource has written itself is patched by itself. */
function patchOf(db: Database, native: Operation[], resource: FhirResource, update: Operation): Operation {
  const read = nativeOf(native, resource.native.read);
  return patching(db, resource, { read, update, change: (input, body) => update.handle({ ...input, body }) });
}

/** What a write does, by the method that FHIR has for it. */
const byMethod: Partial<Record<Operation['method'], Action>> = { post: 'c', put: 'u', patch: 'u', delete: 'd' };

function actionOf(is: OwnOperation['is']): Action | undefined {
  if (typeof is === 'object') return is.as;
  return ({ read: 'r', 'search-type': 's', create: 'c', update: 'u' } as const)[is];
}

/** Lets tokens with SMART scopes do the operations, where their scopes allow that with this type. */
function scoped(
  { type, ofNobody }: FhirResource | ComputedResource,
  action: Action | undefined,
  operations: Operation[],
): Operation[] {
  if (!action) return operations;
  return operations.map((operation) => ({ ...operation, scope: { type, action, ...(ofNobody && { ofNobody }) } }));
}
