import { meta } from '@hms/fhir/elements';
import { compact } from '@hms/fhir/resource';
import type { Annotation, MedicationDispense } from 'fhir/r4';
import type { z } from 'zod';
import type { Dispense } from '../dispensing/schemas';
import { issuesOf, referencesTo } from './findings';
import { medicationOf, subjectOf, type Native as NativePrescription } from './medication-request-mapping';
import { quantityOf } from './quantity';

/** A dispense, with what its prescription says of it. */
export type Native = z.output<typeof Dispense> &
  Pick<NativePrescription, 'patientId' | 'patientMrn' | 'medication' | 'quantityUnit' | 'override'>;

/** Returns a dispense as FHIR's MedicationDispense. */
export function toFhir(dispense: Native): MedicationDispense {
  const { id, patientId, patientMrn, medication, prescriptionId, quantity, quantityUnit, by, dispensedAt } = dispense;
  const issues = issuesOf(dispense);
  return compact<MedicationDispense>({
    resourceType: 'MedicationDispense',
    id,
    meta: meta(dispense),
    contained: issues,
    // what was handed out stays so, whatever comes back
    status: 'completed',
    medicationCodeableConcept: medicationOf(medication),
    subject: subjectOf(patientId, patientMrn),
    performer: [{ actor: { display: by } }],
    authorizingPrescription: [{ reference: `MedicationRequest/${prescriptionId}` }],
    quantity: quantityOf(quantity, quantityUnit),
    whenHandedOver: dispensedAt,
    note: notesOf(dispense),
    detectedIssue: referencesTo(issues),
  });
}

/** Before the reason, so that it is not taken for a remark. */
export const earlyNote = 'Dispensed before it was due: ';

/** FHIR R4 has no element for what came back, nor for why a fill goes out before it is due. */
function notesOf({ returnedQuantity, quantityUnit, earlyReason }: Native): Annotation[] {
  const returned = [returnedQuantity, quantityUnit].filter((part) => part !== null).join(' ');
  return [
    ...(earlyReason === null ? [] : [{ text: `${earlyNote}${earlyReason}` }]),
    ...(returnedQuantity > 0 ? [{ text: `Of this came back: ${returned}` }] : []),
  ];
}
