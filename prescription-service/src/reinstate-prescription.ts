import { ok, type HttpResponse } from '@hms/service-kit/response';
import type { Command } from '@hms/service-kit/idempotency';
import type { Database } from '@hms/service-kit/database';
import { ofRecord } from '@hms/service-kit/narrow';
import { operation, type Operation } from '@hms/service-kit/operation';
import { notFound, stateForbidsCommand, unavailable } from '@hms/service-kit/problem';
import { idParameters } from '@hms/service-kit/schema';
import { access } from './access';
import type { PrescriptionContext } from './context';
import { askUpstreams, brokenRule, type Upstreams } from './upstreams';
import { stateAfter } from './prescription';
import { findOrder, getLockedOrder, prescriptions, setStatus } from './prescription-store';
import { prescribingProblems, unsafe } from './problems';
import { checkSafety } from './safety/check-safety';
import { Prescription, ReinstateReason } from './schemas';

/**
 * Takes back a stop or a cancellation that was a mistake. The patient may have got something else meanwhile, so the
 * medication is checked as if it were prescribed now; without patient- and doctor-service nothing is changed.
 */
export function reinstatePrescription({ db, upstreams }: PrescriptionContext): Operation {
  return operation({
    id: 'reinstatePrescription',
    access: access.reinstatePrescription,
    patient: ofRecord(prescriptions),
    doctor: ofRecord(prescriptions, 'doctor_id'),
    method: 'post',
    path: '/prescriptions/:id/reinstate',
    summary: 'Reinstate a prescription',
    description:
      'Undoes a stop or a cancellation that was a mistake. The medication is checked as if it were prescribed now. If patient-service or doctor-service does not respond, the response is 503 and nothing is changed.',
    params: idParameters,
    body: ReinstateReason,
    responses: { 200: { description: 'The prescription, active again', schema: Prescription } },
    problems: [...prescribingProblems, stateForbidsCommand],
    handle: ({ params, body, command }) => reinstate(db, upstreams, command, params.id, body),
  });
}

async function reinstate(
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
