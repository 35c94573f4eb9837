import { amountOf } from '../texts/amount';
import type { Texts } from '../texts/en';
import type { Format } from '../texts/format';
import type { Appointment, Bill, Dispense, Entry, Payment, Prescription } from './timeline';

export interface Described {
  title: string;
  /** Undefined where there is but one. */
  status: string | undefined;
  /** How it stands: done well, open, waiting for a service, gone wrong, or over. */
  tone: 'good' | 'open' | 'waiting' | 'bad' | 'over';
  details: string[];
}

/** Returns one entry in the words of the desk. */
export function describe(entry: Entry, t: Texts, format: Format): Described {
  switch (entry.kind) {
    case 'appointment':
      return ofAppointment(entry.record, t);
    case 'prescription':
      return ofPrescription(entry.record, t, format);
    case 'dispense':
      return ofDispense(entry, t, format);
    case 'bill':
      return ofBill(entry.record, t, format);
    case 'payment':
      return ofPayment(entry.record, t, format);
  }
}

const tones = {
  pending: 'waiting', booked: 'open', arrived: 'open', fulfilled: 'good', cancelled: 'over', noshow: 'bad',
  draft: 'waiting', active: 'open', 'on-hold': 'waiting', completed: 'good', stopped: 'over',
  issued: 'open', 'partially-paid': 'open', paid: 'good', processing: 'waiting', failed: 'bad',
} as const; // prettier-ignore

function ofAppointment({ doctor, status, durationMinutes, reason, cancellation }: Appointment, t: Texts): Described {
  return {
    title: t.entry.appointment(doctor?.name ?? t.entry.someDoctor),
    status: t.status.appointment[status],
    tone: tones[status],
    details: known([
      doctor?.specialty,
      t.entry.minutes(durationMinutes),
      status === 'pending' && t.entry.heldFor,
      reason,
      cancellation?.reason,
    ]),
  };
}

function ofPrescription(record: Prescription, t: Texts, format: Format): Described {
  const { medication, doctor, dosage, status, remainingQuantity, expired, quantityUnit } = record;
  return {
    title: known([medication.name, medication.strength, medication.form]).join(' '),
    status: status === 'active' && expired ? t.entry.expired : t.status.prescription[status],
    tone: status === 'active' && expired ? 'over' : tones[status],
    details: known([
      dosage?.text,
      doctor && t.entry.prescribedBy(doctor.name),
      status === 'active' &&
        remainingQuantity !== null &&
        t.entry.leftOf(amountOf(remainingQuantity, quantityUnit, t, format)),
      record.statusReason?.reason,
    ]),
  };
}

function ofDispense(
  { record, medication, unit }: { record: Dispense; medication: string; unit: string | null },
  t: Texts,
  format: Format,
): Described {
  return {
    title: t.entry.dispense(amountOf(record.quantity, unit, t, format), medication),
    status: undefined,
    tone: 'good',
    details: known([
      t.entry.dispensedBy(record.by),
      record.returnedQuantity > 0 && t.entry.returned(amountOf(record.returnedQuantity, unit, t, format)),
      t.entry.leftOf(amountOf(record.remainingQuantity, unit, t, format)),
    ]),
  };
}

function ofBill(
  { number, status, amount: sum, currency, dueAmount, lines, details }: Bill,
  t: Texts,
  format: Format,
): Described {
  return {
    title: `${number === null ? t.entry.draftBill : t.entry.bill(number)} · ${format.money(sum, currency)}`,
    status: t.status.bill[status],
    tone: tones[status],
    details: known([
      dueAmount > 0 && status !== 'cancelled' && t.entry.due(format.money(dueAmount, currency)),
      details,
      ...lines.slice(0, 3).map(({ description }) => description),
    ]),
  };
}

function ofPayment(
  { method, status, amount: sum, currency, receiptNumber, refundedAmount, failure }: Payment,
  t: Texts,
  format: Format,
): Described {
  return {
    title: `${t.entry.payment(t.method[method])} · ${format.money(sum, currency)}`,
    status: t.status.payment[status],
    tone: tones[status],
    details: known([
      receiptNumber && t.entry.receipt(receiptNumber),
      refundedAmount > 0 && t.entry.refunded(format.money(refundedAmount, currency)),
      failure?.detail,
    ]),
  };
}

const known = (texts: (string | false | null | undefined)[]): string[] => [
  ...new Set(texts.filter((text) => typeof text === 'string').filter((text) => text !== '')),
];
