import { meta, reference } from '@hms/fhir/elements';
import { less } from '@hms/fhir/money';
import { compact } from '@hms/fhir/resource';
import type { CodeableConcept, PaymentReconciliation, PaymentReconciliationDetail } from 'fhir/r4';
import type { MoneyMoved } from './money-moved';

/** Of the numbers of receipts. */
export const receiptNumberSystem = 'urn:hms:receipt-number';

/** Money that was taken counts until it turns out that it cannot; a refund that a person has still to approve is a draft. */
export const reconciliationStatus = {
  'awaiting-approval': 'draft',
  processing: 'active',
  completed: 'active',
  failed: 'cancelled',
  rejected: 'cancelled',
} as const satisfies Record<MoneyMoved['status'], PaymentReconciliation['status']>;

/** What a person rejects was not processed, and has no outcome. */
export const reconciliationOutcome = {
  'awaiting-approval': 'queued',
  processing: 'queued',
  completed: 'complete',
  failed: 'error',
  rejected: undefined,
} as const satisfies Record<MoneyMoved['status'], PaymentReconciliation['outcome']>;

/** Returns a payment, or a refund with its amount below zero, so that a sum of both is what is left. */
export function toFhir(moved: MoneyMoved): PaymentReconciliation {
  const { receiptNumber, reference: written, amount, currency, reason } = moved;
  return compact<PaymentReconciliation>({
    resourceType: 'PaymentReconciliation',
    id: moved.id,
    meta: meta(moved),
    extension: [{ url: methodInR5, valueCodeableConcept: methodOf(moved.method) }],
    identifier: receiptNumber === null ? [] : [{ use: 'official', system: receiptNumberSystem, value: receiptNumber }],
    status: reconciliationStatus[moved.status],
    created: moved.createdAt,
    outcome: reconciliationOutcome[moved.status],
    disposition: moved.failureDetail,
    paymentDate: moved.day,
    paymentAmount: { value: moved.kind === 'refund' ? -amount : amount, currency },
    paymentIdentifier: written === null ? undefined : { value: written },
    detail: moved.kind === 'refund' ? [detailOf(moved, 'adjustment', -amount)] : partsOf(moved),
    processNote: reason === null ? [] : [{ type: 'display', text: reason }],
  });
}

/** What of a payment is for its bill, and what is held for the patient. */
function partsOf(payment: MoneyMoved): PaymentReconciliationDetail[] {
  const { billId, amount, depositedAmount, currency } = payment;
  const advance = billId === null ? amount : depositedAmount;
  const paid = less(amount, advance, currency);
  return [
    ...(paid > 0 ? [detailOf(payment, 'payment', paid)] : []),
    ...(advance > 0 ? [detailOf(payment, 'advance', advance)] : []),
  ];
}

function detailOf(
  { billId, patientId, paymentId, day, currency }: MoneyMoved,
  type: 'payment' | 'advance' | 'adjustment',
  value: number,
): PaymentReconciliationDetail {
  return compact<PaymentReconciliationDetail>({
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/payment-type', code: type }] },
    predecessor: paymentId === null ? undefined : { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${paymentId}` },
    // what is held is on the account of the patient
    request: (type === 'advance' ? undefined : reference('Invoice', billId)) ?? reference('Account', patientId),
    date: day,
    amount: { value, currency },
  });
}

/** R4 has no element for the method; this is how it carries R5's (http://hl7.org/fhir/R4/versions.html#extensions). */
const methodInR5 = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-PaymentReconciliation.method';

/** By HL7's code where it is the same; a card may be of debit or credit, which is not known. */
function methodOf(method: string): CodeableConcept {
  const code = { cash: 'CASH', cheque: 'CHCK' }[method];
  const coding = code === undefined ? [] : [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0570', code }];
  return compact<CodeableConcept>({ coding, text: method });
}
