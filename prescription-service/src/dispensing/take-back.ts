import { created, type RecordResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { getLockedOrder } from '../prescription-store';
import { getDispenseOf, insertReturn, settleHandedOut } from './dispense-store';
import type { NewReturn } from './schemas';

/**
 * Records what was handed out by mistake, or brought back. What is left of the prescription follows, and so does what the
 * patient is taken to have: of what came back, nothing. The state of the order does not forbid it, for what came back is a
 * fact.
 */
export async function takeBack(
  tx: Transaction,
  prescriptionId: string,
  dispenseId: string,
  returned: NewReturn,
): Promise<RecordResponse> {
  const order = await getLockedOrder(tx, prescriptionId);
  const dispensed = await getDispenseOf(tx, prescriptionId, dispenseId);
  const record = await insertReturn(tx, prescriptionId, dispensed, returned);
  const { quantity } = order;
  // what a patient brings back is not given out again by itself: a renewal may be on its way
  if (quantity !== null) await settleHandedOut(tx, { ...order, quantity }, { reopens: returned.cause === 'mistake' });
  return created(`/prescriptions/${prescriptionId}/dispenses/${dispenseId}/returns`, record);
}
