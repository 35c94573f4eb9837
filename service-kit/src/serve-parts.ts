import { auditRequest } from './audited-request';
import type { Incoming, OperationRequest } from './incoming';
import type { PartAsked, PartDone } from './operation';
import { methodNotAllowed, notTogether, unknownRoute } from './problem';
import type { Found } from './route-map';
import { answerTo, asSent, type Serving } from './serve-operations';
import { doWithin, type Transaction } from './transaction';

/**
 * Does a request of this service as a part of a transaction: with the access, checks, restrictions and event that it has when it
 * comes alone. Throws problems where there is no such operation, or none that can be a part, and what a fault throws.
 */
export async function servePart(
  findRoute: (path: string) => Found | undefined,
  serving: Serving,
  whole: Incoming,
  tx: Transaction,
  asked: PartAsked,
): Promise<PartDone> {
  const { route, params } = findRoute(asked.path) ?? {};
  if (!route) throw unknownRoute(asked.method);
  const contract = route.operations.get(asked.method);
  if (!contract) throw methodNotAllowed(asked.method, [...route.operations.keys()].join(', '));
  if (contract.job) throw notTogether(`${contract.summary}: this asks another service before it is done`);
  const { id, traceId, caller, deadline, asksUntil } = whole.context;
  const context = { id, traceId, caller, deadline, asksUntil, admitted: true } as Incoming['context'];
  if (caller) serving.limits.admit(caller);
  return doWithin(tx, context, async () => {
    const headers = { ...headersOfAll(whole), ...asked.headers };
    const sent: OperationRequest = { ...whole, ...asked, headers, context, carried: {}, params: params ?? {} };
    const request = contract.translation?.request?.(sent) ?? sent;
    const record = serving.audit && auditRequest(serving.audit, serving.db, contract, request);
    const answer = await answerTo(contract, serving, request);
    return {
      answer,
      told: asSent(contract, answer, sent),
      record: () => record?.(answer) ?? Promise.resolve(),
    };
  });
}

/** What the whole says of itself alone, such as how long it is, is said of no part. */
function headersOfAll({ headers }: Incoming): Incoming['headers'] {
  const isOwn = (name: string) => /^(content-|if-|transfer-encoding$|idempotency-key$)/.test(name);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isOwn(name)));
}
