import { accepted, created, type HttpResponse } from '@hms/service-kit/response';
import { pendingOperation } from '@hms/service-kit/pending';
import type { Transaction } from '@hms/service-kit/database';
import { notFound, problemResponse, stateForbidsCommand, type Problem } from '@hms/service-kit/problem';
import type { Operation } from '@hms/service-kit/operation';
import { access } from './access';
import type { PrescriptionContext } from './context';
import { askUpstreams, brokenRule, type Facts } from './upstreams';
import { prescriptionForbids, requireNotPast } from './prescription';
import {
  activate,
  findOrder,
  insertDraft,
  lockOrder,
  prescriptions,
  refuseDraft,
  removeDraft,
  type Order,
} from './prescription-store';
import { prescribingProblems, unsafe } from './problems';
import { checkSafety } from './safety/check-safety';
import type { Safety } from './safety/findings';
import { NewPrescription, Prescription } from './schemas';

/** Stores a draft, then gets the doctor and the patient's allergies; by what is found it becomes active, or is refused. */
export function prescribe(context: PrescriptionContext): Operation {
  const { db, upstreams, validity } = context;
  return pendingOperation(context, {
    id: 'prescribe',
    access: access.prescribe,
    patient: { in: 'body', name: 'patientId' },
    doctor: { in: 'body', name: 'doctorId' },
    method: 'post',
    path: '/prescriptions',
    summary: 'Prescribe a medication',
    description:
      'Checks the medication against the allergies and the other prescriptions of the patient, and makes it active. A finding of high severity refuses it, unless the prescriber overrides it with a reason. If patient-service or doctor-service does not respond, it is kept as a draft and checked once they do (202).',
    body: NewPrescription,
    responses: {
      201: { description: 'Checked and active', schema: Prescription },
      202: { description: 'A draft: an upstream has still to answer, and will be asked again', schema: Prescription },
    },
    problems: [...prescribingProblems, stateForbidsCommand],
    job: 'check-prescription',

    prepare: async ({ body }) => requireNotPast(body.expiresOn, validity),

    store: async (tx, { body }) => accepted('/prescriptions', await insertDraft(tx, body, validity)),

    ask: async (id) => {
      const order = await findOrder(db, id);
      return order?.status === 'draft' ? askUpstreams(upstreams, order) : undefined;
    },

    complete: async (tx, id, { value: facts }, callerWaits) => {
      const order = await lockOrder(tx, id);
      if (order?.status !== 'draft') return respond(tx, id);
      const { refusal, safety } = await activateUnlessRefused(tx, order, facts);
      if (!refusal) return created('/prescriptions', await prescriptions.get(tx, id));
      if (await callerWaits) await removeDraft(tx, id);
      // its 202 has been answered, so it must be found, with the reason
      else await refuseDraft(tx, id, refusal.message, safety);
      return problemResponse(refusal, '/prescriptions');
    },

    respond,
  });
}

/** Active, or the problem that stands against it; with the verdict, where it came to one. */
async function activateUnlessRefused(
  tx: Transaction,
  order: Order,
  facts: Facts,
): Promise<{ refusal?: Problem; safety?: Safety }> {
  const refusal = brokenRule(order, facts);
  if (refusal) return { refusal };
  const safety = await checkSafety(tx, order, facts.patient);
  if (safety.verdict === 'unsafe') return { refusal: unsafe(safety), safety };
  await activate(tx, order.id, safety, facts);
  return {};
}

async function respond(tx: Transaction, id: string): Promise<HttpResponse | undefined> {
  const order = await lockOrder(tx, id);
  if (!order) return problemResponse(notFound('prescription', id), '/prescriptions');
  if (order.status === 'draft') return undefined;
  if (order.status === 'cancelled') return problemResponse(prescriptionForbids('prescribe', order), '/prescriptions');
  return created('/prescriptions', await prescriptions.get(tx, id));
}
