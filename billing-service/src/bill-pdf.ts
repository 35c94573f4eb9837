import path from 'node:path';
import { amountForPeople } from '@hms/papers/amount';
import type { Papers } from '@hms/papers/papers';
import { cleanLine, cleanText } from '@hms/service-kit/text';
import type { BillToPrint } from './bill-store';

const template = path.resolve(__dirname, '../bill.typ');

/**
 * Returns the bill that is handed to the patient. Its words are cleaned once more: what was stored before they were cleaned on
 * arrival must not be printed in another order than it was written.
 */
export function billPdf(bill: BillToPrint, papers: Papers): Promise<Uint8Array> {
  const { id, number, status, issuedOn, timeZone, dueDate, patientId, appointmentId, currency, updatedAt } = bill;
  const { lines, amount, discountAmount, paidAmount, refundedAmount, dueAmount } = bill;
  const money = (major: number) => amountForPeople(major, currency);
  const sum = (major: number) => `${money(major)} ${currency}`;
  const unlessZero = (major: number, sign: 1 | -1) => (major > 0 ? sum(sign * major) : null);
  return papers.compile(template, {
    ...{ id, number, status, issuedOn, timeZone, dueDate, patientId, appointmentId, currency, updatedAt },
    details: cleanText(bill.details ?? '') || null,
    lines: lines.map((line) => ({
      description: cleanLine(line.description),
      code: line.code === null ? null : cleanLine(line.code),
      quantity: line.quantity.toLocaleString('en', { maximumFractionDigits: 3 }),
      unitAmount: money(line.unitAmount),
      amount: money(line.amount),
    })),
    amount: sum(amount),
    discountAmount: unlessZero(discountAmount, -1),
    paidAmount: unlessZero(paidAmount, -1),
    refundedAmount: unlessZero(refundedAmount, 1),
    dueAmount: status === 'draft' ? null : sum(dueAmount),
  });
}
