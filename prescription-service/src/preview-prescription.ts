import { randomUUID } from 'node:crypto';
import { operation, type Operation } from '@hms/service-kit/operation';
import { computed } from '@hms/service-kit/response';
import { access } from './access';
import type { PrescriptionContext } from './context';
import { withText } from './dosage';
import { patientDeceased, patientInactive, patientUnknown } from './problems';
import { checkSafety } from './safety/check-safety';
import { Preview, PrescriptionToPreview } from './schemas';
import { supplyOf } from './supply/supply';
import { askUpstreams, brokenRule } from './upstreams';

/** Finds what prescribing would find, and stores nothing: whoever writes reads the words and the findings before they sign. */
export function previewPrescription({ db, upstreams: { patients } }: PrescriptionContext): Operation {
  return operation({
    id: 'previewPrescription',
    access: access.previewPrescription,
    patient: { in: 'body', name: 'patientId' },
    method: 'post',
    path: '/prescriptions/preview',
    readsOnly: true,
    summary: 'Preview a prescription',
    description:
      'Returns the dosage in words, for how long a fill lasts, and what the safety check finds now. Nothing is stored, and prescribing checks again. If patient-service does not respond, nothing is checked and `safety` is null.',
    body: PrescriptionToPreview,
    responses: { 200: { description: 'What prescribing would find', schema: Preview, headers: [] } },
    problems: [patientUnknown, patientDeceased, patientInactive],
    handle: async ({ body: { patientId, medication, ...ordered } }) => {
      const concerned = { patientId, doctorId: '' };
      const reply = await askUpstreams({ patients }, concerned);
      const facts = reply.outcome === 'responded' ? reply.value : undefined;
      const refusal = facts && brokenRule(concerned, facts);
      if (refusal) throw refusal;
      const dosage = withText(ordered.dosage);
      const order = { ...ordered, id: randomUUID(), patientId, medication, dosage, override: null, safety: null };
      const safety = facts ? await db.transaction((tx) => checkSafety(tx, order, facts.patient)) : null;
      const { quantity } = ordered;
      const fillDays = quantity === null ? null : supplyOf(order).days(0, quantity);
      return computed(JSON.stringify({ dosage, fillDays, safety }), [patientId]);
    },
  });
}
