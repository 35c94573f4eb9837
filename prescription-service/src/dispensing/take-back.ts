import { created, type RecordResponse } from '@hms/service-kit/response';
import type { Transaction } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation } from '@hms/service-kit/operation';
import { access } from '../access';
import { getLockedOrder, prescriptions } from '../prescription-store';
import { getDispenseOf, insertReturn, settleHandedOut } from './dispense-store';
import { returnsExceedDispensed } from './problems';
import { dispenseParameters, NewReturn, Return } from './schemas';

/**
 * Records what was handed out by mistake, or brought back. What is left of the prescription follows, and so does what the
 * patient is taken to have: of what came back, nothing. The state of the order does not forbid it, for what came back is a
 * fact.
 */
export const takeBack = operation({
  id: 'takeBack',
  access: access.takeBack,
  patient: ofRecord(prescriptions),
  method: 'post',
  path: '/prescriptions/:id/dispenses/:dispenseId/returns',
  summary: 'Record a return',
  description:
    'Records medicine that was dispensed by mistake or brought back; a quantity that comes back can be dispensed again. More than was dispensed is refused.',
  params: dispenseParameters,
  body: NewReturn,
  responses: { 201: { description: 'Recorded', schema: Return } },
  problems: [returnsExceedDispensed],
  handle: ({ params, body, command }) => command.store((tx) => record(tx, params.id, params.dispenseId, body)),
});

async function record(
  tx: Transaction,
  prescriptionId: string,
  dispenseId: string,
  returned: NewReturn,
): Promise<RecordResponse> {
  const order = await getLockedOrder(tx, prescriptionId);
  const dispensed = await getDispenseOf(tx, prescriptionId, dispenseId);
  const back = await insertReturn(tx, prescriptionId, dispensed, returned);
  const { quantity } = order;
  // what a patient brings back is not given out again by itself: a renewal may be on its way
  if (quantity !== null) await settleHandedOut(tx, { ...order, quantity }, { reopens: returned.cause === 'mistake' });
  return created(`/prescriptions/${prescriptionId}/dispenses/${dispenseId}/returns`, back);
}
