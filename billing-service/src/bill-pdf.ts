import { amountForPeople } from '@hms/service-kit/money';
import type { Issuer } from '@hms/service-kit/pdf-page';
import { cleanLine, cleanText } from '@hms/service-kit/text';
import type { BillToPrint } from './bill-store';

const statusInWords: Record<BillToPrint['status'], string> = {
  draft: 'DRAFT: not issued yet; nothing is to be paid',
  issued: 'Issued',
  'partially-paid': 'Partly paid',
  paid: 'Paid',
  cancelled: 'CANCELLED: nothing is to be paid',
};

const sumsOf = ({ status, amount, discountAmount, paidAmount, refundedAmount, dueAmount }: BillToPrint) => {
  const sums: [string, number][] = [['Amount', amount]];
  if (discountAmount > 0) sums.push(['Discounts', -discountAmount]);
  if (paidAmount > 0) sums.push(['Paid', -paidAmount]);
  if (refundedAmount > 0) sums.push(['Refunded', refundedAmount]);
  if (status !== 'draft') sums.push(['Due', dueAmount]);
  return sums;
};

/**
 * A bill to hand to the patient. Its words are cleaned once more: what was stored before they were cleaned at the door must
 * not be printed in another order than it was written.
 */
export const billPdf = async (bill: BillToPrint, issuer: Issuer): Promise<Uint8Array> => {
  // only now: it takes 30 MB
  const { pdfPage } = await import('@hms/service-kit/pdf-page');
  const { id, number, patientId, appointmentId, currency, lines, status, issuedOn, timeZone, dueDate, updatedAt } =
    bill;
  const details = cleanText(bill.details ?? '');
  const money = (major: number) => amountForPeople(major, currency);
  const name = number ?? (status === 'draft' ? 'DRAFT' : 'never issued');
  return pdfPage({ title: `Bill ${number ?? id}`, date: new Date(updatedAt), issuer }, (page) => {
    page.heading(`Bill ${name}`);
    page.row('Status', statusInWords[status]);
    if (issuedOn) page.row('Date', `${issuedOn} (${timeZone})`);
    if (dueDate) page.row('Due by', dueDate);
    page.row('Patient', patientId);
    if (appointmentId) page.row('Appointment', appointmentId);
    page.row('Currency', currency);
    if (details !== '') page.row('Details', details);
    page.space();
    if (lines.length > 0) {
      page.table(
        [
          { title: 'Description' },
          { title: 'Quantity', width: 70, align: 'right' },
          { title: 'Unit amount', width: 110, align: 'right' },
          { title: 'Amount', width: 110, align: 'right' },
        ],
        lines.map(({ description, code, quantity, unitAmount, amount }) => [
          cleanLine(code === null ? description : `${description} (${code})`),
          quantity.toLocaleString('en', { maximumFractionDigits: 3 }),
          money(unitAmount),
          money(amount),
        ]),
      );
    }
    page.sums(sumsOf(bill).map(([what, major]) => [what, `${money(major)} ${currency}`]));
    page.paragraph(`Bill id: ${id}`);
  });
};
