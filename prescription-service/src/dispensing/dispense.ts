import { ofRecord } from '@hms/service-kit/narrow';
import { created } from '@hms/service-kit/response';
import { requireVersion } from '@hms/service-kit/merge-patch';
import { notFound, stateForbidsCommand, unavailable, versionMismatch } from '@hms/service-kit/problem';
import { operation, type Operation } from '@hms/service-kit/operation';
import { idParameters } from '@hms/service-kit/schema';
import { prescriptions } from '../prescription-store';
import { access } from '../access';
import type { PrescriptionContext } from '../context';
import { askUpstreams, brokenRule } from '../upstreams';
import { stateAfter } from '../prescription';
import { findOrder, getLockedOrder } from '../prescription-store';
import { patientDeceased, patientInactive, patientUnknown } from '../problems';
import { checkSafety } from '../safety/check-safety';
import { allowanceOf } from './allowance';
import { dispenses, insertDispense, settleHandedOut } from './dispense-store';
import { noLongerSafe, overDispensed, prescriptionExpired, quantityUnknown, tooSoon } from './problems';
import { Dispense, NewDispense } from './schemas';

/**
 * Hands out a fill, or a part of one. Patient-service is asked first, since nothing has to be held while it answers. Without
 * its answer nothing goes out: a medicine that has been handed over cannot be taken back, so there is no 202 here.
 */
export function dispense({ db, upstreams: { patients } }: PrescriptionContext): Operation {
  return operation({
    id: 'dispense',
    access: access.dispense,
    patient: ofRecord(prescriptions),
    method: 'post',
    path: '/prescriptions/:id/dispenses',
    summary: 'Dispense a prescription',
    description:
      'Records that a fill, or a part of one, was handed out; the patient is checked again first. It is refused if the prescription is not active or has expired, if more than is left is asked for, or if the refill is too soon and no reason is given. With If-Match it is refused if somebody else has dispensed, or changed it, since it was read.',
    params: idParameters,
    body: NewDispense,
    responses: { 201: { description: 'Dispensed', schema: Dispense } },
    problems: [
      ...[stateForbidsCommand, prescriptionExpired, quantityUnknown, overDispensed, tooSoon, noLongerSafe],
      ...[patientUnknown, patientDeceased, patientInactive, versionMismatch],
    ],
    handle: async ({ params: { id }, body: handedOut, ifMatch, command }) => {
      const found = await findOrder(db, id);
      if (!found) throw notFound('prescription', id);
      const reply = await askUpstreams({ patients }, found);

      return command.store(async (tx) => {
        const order = await getLockedOrder(tx, id);
        requireVersion(ifMatch, order.version);
        stateAfter('dispense', order);
        if (order.expired) throw prescriptionExpired(order.expiresOn ?? '');
        const { quantity } = order;
        if (quantity === null) throw quantityUnknown();
        if (reply.outcome !== 'responded') {
          throw unavailable(
            'The patient cannot be checked for allergies just now, so nothing was dispensed. Try again.',
          );
        }
        const refusal = brokenRule(order, reply.value);
        if (refusal) throw refusal;
        const safety = await checkSafety(tx, order, reply.value.patient);
        if (safety.verdict === 'unsafe') throw noLongerSafe(safety);
        const allowance = allowanceOf({ ...order, quantity }, handedOut.earlyReason !== null, Date.now());
        if (handedOut.quantity > allowance.remaining) throw overDispensed(allowance);
        if (handedOut.quantity > allowance.now) throw tooSoon(allowance);
        const { id: dispenseId } = await insertDispense(tx, id, handedOut, safety);
        await settleHandedOut(tx, { ...order, quantity }, { reopens: true });
        return created(`/prescriptions/${id}/dispenses`, await dispenses.get(tx, dispenseId));
      });
    },
  });
}
