import { requireGrant } from '@hms/service-kit/access';
import { grantOf } from '@hms/service-kit/grants';
import { hide, narrow } from '@hms/service-kit/narrow';
import type { Operation, OperationInput } from '@hms/service-kit/operation';
import { notTogether } from '@hms/service-kit/problem';
import { currentRequest } from '@hms/service-kit/request-context';
import { page, type FileResponse, type HttpResponse } from '@hms/service-kit/response';
import { parsePart } from '@hms/service-kit/validation';
import type { Database } from '@hms/service-kit/database';
import { currentTransaction } from '@hms/service-kit/transaction';

type Input = OperationInput<unknown, unknown, unknown>;

/**
 * Does a native operation for the caller of this request: by its own access, its own checks of the body, and without what the
 * caller does not see. For what is one of several native operations, which only the record decides.
 */
export async function doNative(db: Database, operation: Operation, input: Input): Promise<HttpResponse | FileResponse> {
  if (operation.job && currentTransaction())
    throw notTogether(`${operation.summary}: this asks another service before it is done`);
  const grant = grantFor(operation);
  const asked = { ...input, body: operation.body ? parsePart('body', operation.body, input.body) : undefined };
  if ((await narrow(db, operation, grant, asked)) === 'nothing')
    return page({ records: [], nextCursor: null }, asked.url);
  return hide(await operation.handle(asked), grant);
}

/** What the caller of this request may do with an operation. Throws a 403 problem. */
export function grantFor(operation: Operation) {
  const { id, access, scope } = operation;
  const caller = currentRequest()?.caller;
  if (access === 'anybody' || !caller) throw new Error(`${id} is not done for anybody`);
  // a native operation names no scope: what it is done for has been held to the caller's
  return scope ? grantOf(operation, caller) : requireGrant(access, caller);
}
