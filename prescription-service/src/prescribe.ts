import { accepted, created, type Answer } from '@hms/service-kit/answer';
import type { Database, Transaction } from '@hms/service-kit/postgres';
import { notFound, problemAnswer, type Problem } from '@hms/service-kit/problem';
import type { Settlement } from '@hms/service-kit/store-first';
import { askNeighbours, brokenRule, type Facts, type Neighbours } from './neighbours';
import { prescriptionForbids } from './prescription';
import {
  activate,
  findOrder,
  lockOrder,
  prescriptions,
  refuseDraft,
  removeDraft,
  type Order,
} from './prescription-store';
import { unsafe } from './problems';
import { checkSafety } from './safety/check-safety';
import type { Safety } from './safety/findings';

const collection = '/prescriptions';

const answerByState = async (tx: Transaction, id: string): Promise<Answer> => {
  const order = await findOrder(tx, id);
  if (!order) return problemAnswer(notFound('prescription', id), collection);
  if (order.status === 'draft') return accepted(collection, await prescriptions.get(tx, id));
  if (order.status !== 'cancelled') return created(collection, await prescriptions.get(tx, id));
  return problemAnswer(prescriptionForbids('prescribe', order), collection);
};

/** Active, or the problem that stands against it; with the verdict, where it came to one. */
const activateUnlessRefused = async (
  tx: Transaction,
  order: Order,
  facts: Facts,
): Promise<{ refusal?: Problem; safety?: Safety }> => {
  const refusal = brokenRule(order, facts);
  if (refusal) return { refusal };
  const safety = await checkSafety(tx, order, facts.patient);
  if (safety.verdict === 'unsafe') return { refusal: unsafe(safety), safety };
  await activate(tx, order.id, safety, facts);
  return {};
};

/** Gets the doctor and the patient's allergies for a draft; by what is found it becomes active, or is refused. */
export const prescribing = (db: Database, neighbours: Neighbours, timeLimitMs: number): Settlement<Facts> => ({
  name: 'check-prescription',
  timeLimitMs,
  ask: async (id) => {
    const order = await findOrder(db, id);
    return order?.status === 'draft' ? askNeighbours(neighbours, order) : undefined;
  },
  settle: async (tx, id, reply, callerWaits) => {
    const order = await lockOrder(tx, id);
    if (order?.status !== 'draft' || reply.outcome !== 'answered') return answerByState(tx, id);
    const { refusal, safety } = await activateUnlessRefused(tx, order, reply.value);
    if (!refusal) return answerByState(tx, id);
    if (callerWaits) await removeDraft(tx, id);
    // its 202 has been answered, so it must be found, with the reason
    else await refuseDraft(tx, id, refusal.message, safety);
    return problemAnswer(refusal, collection);
  },
  answer: answerByState,
});
