import { ok, type HttpResponse, type RecordResponse } from '@hms/service-kit/response';
import type { Command } from '@hms/service-kit/idempotency';
import type { Database, Transaction } from '@hms/service-kit/database';
import { notFound, unavailable } from '@hms/service-kit/problem';
import { askUpstreams, brokenRule, type Upstreams } from './upstreams';
import { stateAfter, type PrescriptionCommand } from './prescription';
import { findOrder, getLockedOrder, setStatus } from './prescription-store';
import { unsafe } from './problems';
import { checkSafety } from './safety/check-safety';
import type { StatusReason } from './schemas';

/** The job of one that is cancelled while it is a draft finds it so, and ends. */
export const changeStatus = async (
  tx: Transaction,
  id: string,
  command: Exclude<PrescriptionCommand, 'dispense' | 'reinstate'>,
  reason: StatusReason,
): Promise<RecordResponse> => {
  const status = stateAfter(command, await getLockedOrder(tx, id));
  return ok(await setStatus(tx, id, status, reason));
};

/**
 * Takes back a stop or a cancellation that was a mistake. The patient may have got something else meanwhile, so the
 * medication is checked as if it were prescribed now; without patient- and doctor-service nothing is changed.
 */
export async function reinstate(
  db: Database,
  upstreams: Upstreams,
  command: Command,
  id: string,
  { reason }: { reason: string },
): Promise<HttpResponse> {
  const found = await findOrder(db, id);
  if (!found) throw notFound('prescription', id);
  const reply = await askUpstreams(upstreams, found);
  return command.store(async (tx) => {
    const order = await getLockedOrder(tx, id);
    const status = stateAfter('reinstate', order);
    if (reply.outcome !== 'responded') {
      throw unavailable('The patient and the doctor cannot be looked up just now, so nothing was changed. Try again.');
    }
    const refusal = brokenRule(order, reply.value);
    if (refusal) throw refusal;
    const safety = await checkSafety(tx, order, reply.value.patient);
    if (safety.verdict === 'unsafe') throw unsafe(safety);
    return ok(await setStatus(tx, id, status, { code: null, reason }));
  });
}
