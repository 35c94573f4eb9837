import { meta, reference } from '@hms/fhir/elements';
import { less, money } from '@hms/fhir/money';
import { compact } from '@hms/fhir/resource';
import type { CodeableConcept, Invoice, InvoiceLineItem, InvoiceLineItemPriceComponent } from 'fhir/r4';
import type { z } from 'zod';
import type { BillStatus } from '../bill';
import type { Bill } from '../schemas';

export type Native = z.output<typeof Bill>;

/** Of the numbers of bills. */
export const billNumberSystem = 'urn:hms:bill-number';
/** Of what an informational amount is. */
export const amountSystem = 'urn:hms:bill-amount';

/** A bill is issued until nothing is due: FHIR has no word for one that is paid in part, whose amounts tell it. */
export const invoiceStatus = {
  draft: 'draft',
  issued: 'issued',
  'partially-paid': 'issued',
  paid: 'balanced',
  cancelled: 'cancelled',
} as const satisfies Record<BillStatus, Invoice['status']>;

/** Returns a bill as FHIR's Invoice. */
export function toFhir(bill: Native): Invoice {
  const { currency } = bill;
  const total = money(less(bill.amount, bill.discountAmount, currency), currency);
  return compact<Invoice>({
    resourceType: 'Invoice',
    id: bill.id,
    meta: meta(bill),
    identifier: bill.number === null ? undefined : [{ use: 'official', system: billNumberSystem, value: bill.number }],
    status: invoiceStatus[bill.status],
    subject: reference('Patient', bill.patientId),
    recipient: reference('Patient', bill.patientId),
    date: bill.issuedAt,
    account: reference('Account', bill.patientId),
    lineItem: bill.lines.map((line, i) => lineOf(line, i, currency)),
    totalPriceComponent: componentsOf(bill),
    // no taxes are kept
    totalNet: total,
    totalGross: total,
    paymentTerms: bill.dueDate && `Due on ${bill.dueDate}.`,
    note: bill.details === null ? undefined : [{ text: bill.details }],
  });
}

/** FHIR R4 has no quantity of a line: it is the factor of the base price, whose amount is that of the line. */
function lineOf(
  { description, code, quantity, unitAmount, amount }: Native['lines'][number],
  i: number,
  currency: string,
): InvoiceLineItem {
  return {
    sequence: i + 1,
    chargeItemCodeableConcept: compact<CodeableConcept>({ coding: code === null ? [] : [{ code }], text: description }),
    priceComponent: [
      informational('unit-price', 'Price of one', unitAmount, currency),
      compact<InvoiceLineItemPriceComponent>({ type: 'base', factor: quantity, amount: money(amount, currency) }),
    ],
  };
}

function componentsOf(bill: Native): InvoiceLineItemPriceComponent[] {
  const { currency, discountAmount, paidAmount, refundedAmount } = bill;
  return [
    { type: 'base', amount: { value: bill.amount, currency } },
    ...(discountAmount > 0 ? [{ type: 'discount' as const, amount: { value: discountAmount, currency } }] : []),
    ...(paidAmount > 0 ? [informational('paid', 'Paid, before refunds', paidAmount, currency)] : []),
    ...(refundedAmount > 0 ? [informational('refunded', 'Given back of what was paid', refundedAmount, currency)] : []),
    ...(bill.status === 'draft' ? [] : [informational('due', 'Due', bill.dueAmount, currency)]),
  ];
}

/** An amount that is told and is no part of the total. */
function informational(code: string, display: string, value: number, currency: string): InvoiceLineItemPriceComponent {
  return {
    type: 'informational',
    code: { coding: [{ system: amountSystem, code, display }] },
    amount: { value, currency },
  };
}
